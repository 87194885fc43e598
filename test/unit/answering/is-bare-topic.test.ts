import { describe, expect, it } from 'vitest'
import { isBareTopic } from '../../../src/answering/is-bare-topic.ts'

const hit = (question: string, matchedWording = question) => ({ question, matchedWording })
const CARDS = [
  hit('临时居民身份证怎么办理？'),
  hit('居民身份证丢失怎么补领？'),
  hit('居民身份证首次申领和到期换领怎么办？'),
]

describe('a question that only names its topic', () => {
  it('is one where several entries are about the topic and each of something more', () => {
    expect(isBareTopic({ text: '身份证怎么办理', tokens: ['身份证', '怎么办', '理'] }, CARDS)).toBe(true)
    expect(isBareTopic({ text: '办身份证要什么材料?', tokens: ['办', '身份证', '材料'] }, CARDS)).toBe(true)
    expect(isBareTopic({ text: '身份证', tokens: ['身份证'] }, CARDS)).toBe(true)
  })

  it('is none where an entry is asked for in just these words', () => {
    const plain = [hit('居民身份证首次申领和到期换领怎么办？', '身份证怎么办'), ...CARDS]
    expect(isBareTopic({ text: '身份证怎么办理', tokens: ['身份证', '怎么办', '理'] }, plain)).toBe(false)
  })

  it('is none where it says which one is meant, or only one entry is about it', () => {
    const lost = { text: '身份证在外地被偷了', tokens: ['身份证', '外地', '偷'] }
    expect(isBareTopic(lost, CARDS)).toBe(false)
    const short = { text: '身份证丢了怎么补', tokens: ['身份证', '丢', '补'] }
    expect(isBareTopic(short, CARDS)).toBe(false)
    const one = [hit('老年优待证怎么申领'), hit('居住证怎么申领')]
    expect(isBareTopic({ text: '优待证怎么办', tokens: ['优待证', '怎么办'] }, one)).toBe(false)
    expect(isBareTopic({ text: '怎么办', tokens: ['怎么办'] }, CARDS)).toBe(false)
  })
})
