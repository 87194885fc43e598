import { describe, expect, it } from 'vitest'
import { createOfficialPairs } from '../../../src/understanding/official-pairs.ts'
import { trainClassifier } from '../../../src/understanding/text-classifier.ts'
import { createTopicReader } from '../../../src/understanding/topic-evidence.ts'

const synonyms = [
  { kind: 'same' as const, standards: ['住宅专项维修资金'], lay: [['大修基金'], ['房子', '养老钱']] },
  { kind: 'hint' as const, standards: ['噪声污染'], lay: [['半夜', '唱歌'], ['吵']] },
]

describe('official words a text stands for', () => {
  const read = createOfficialPairs(synonyms)

  it('are found by the everyday word, by parts said together, and by themselves', () => {
    expect(read('大修基金怎么用').get('维修')).toBe(1)
    expect(read('我家房子的养老钱归谁管').has('资金')).toBe(true)
    expect(read('半夜总有人唱歌').has('噪声')).toBe(true)
    expect(read('噪声污染').has('污染')).toBe(true)
  })

  it('are not found by half of what must be said together, nor by one character', () => {
    expect(read('房子漏水').size).toBe(0)
    expect(read('争吵').size).toBe(0)
  })

  it('let a classifier recognise a label that was shown in other words', () => {
    const examples = [
      { text: '大修基金怎么用', label: '住建' },
      { text: '电梯坏了能用大修基金吗', label: '住建' },
      { text: '半夜广场上唱歌', label: '环保' },
      { text: '楼下半夜唱歌不停', label: '环保' },
    ]
    const classifier = trainClassifier(examples, createTopicReader([], synonyms))
    expect(classifier.classify({ text: '养老钱,房子的' }, 1)[0]?.label).toBe('住建')
    expect(classifier.classify({ text: '噪声污染' }, 1)[0]?.label).toBe('环保')
  })
})
