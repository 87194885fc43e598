import { describe, expect, it } from 'vitest'
import { createTextStatistics } from '../../../../src/retrieval/index/text-statistics.ts'
import { hearPairs } from '../../../../src/retrieval/query/hear-pairs.ts'
import { createSoundAlikes } from '../../../../src/retrieval/query/sound-alikes.ts'

const statistics = createTextStatistics()
for (const text of ['工伤认定怎么申请', '生育津贴', '居住证签注']) statistics.add([text])
const alikes = createSoundAlikes([])
alikes.follow(statistics)
const hear = (pair: string, isTold = false): string[] =>
  hearPairs([{ pair, gain: 1, at: 0 }], () => isTold, { alikes, statistics }).map((heard) => heard.pair)

describe('a word typed wrong that looks like another word', () => {
  it('is also looked for as the word of the base that sounds like it', () => {
    expect(hear('公伤')).toEqual(['工伤'])
    expect(hear('金贴')).toEqual(['津贴'])
  })

  it('stays alone where the base has it, nothing sounds like it, or the lexicon understands it', () => {
    expect(hear('认定')).toEqual([])
    expect(hear('苹果')).toEqual([])
    expect(hear('公伤', true)).toEqual([])
  })
})
