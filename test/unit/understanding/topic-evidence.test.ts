import { describe, expect, it } from 'vitest'
import { trainClassifier } from '../../../src/understanding/text-classifier.ts'
import { createTopicReader } from '../../../src/understanding/topic-evidence.ts'

const topics = createTopicReader([
  {
    name: 'lexicon',
    strength: 0.5,
    focus: 0.3,
    texts: [
      ...['工资', '欠薪', '加班费', '辞退', '老板', '劳动合同'].map((text) => ({
        text,
        path: ['work', 'work pay'],
      })),
      ...['疫苗', '挂号', '发烧', '门诊', '住院', '医生'].map((text) => ({
        text,
        path: ['health', 'health clinic'],
      })),
    ],
  },
])

describe('what the product knows of topics', () => {
  it('names the topic whose words a text uses, broad and narrow, and nothing for unknown words', () => {
    const { at, value } = topics.read('老板欠薪还把我辞退了')
    const strongest = at[value.indexOf(Math.max(...value))] ?? -1
    expect(topics.names[strongest]).toContain('work')
    expect([...at].map((id) => topics.names[id])).toContain('lexicon:1:work pay')
    expect(topics.read('zzz').at).toHaveLength(0)
  })

  it('lets a classifier recognise a label in words no example held', () => {
    const examples = [
      { text: '单位不发工资', label: '人社' },
      { text: '周末加班费没给', label: '人社' },
      { text: '孩子打疫苗去哪里', label: '卫健' },
      { text: '门诊怎么挂号', label: '卫健' },
    ]
    const sort = (text: string) => trainClassifier(examples, topics).classify({ text }, 1)[0]?.label
    expect(sort('被辞退了')).toBe('人社')
    expect(sort('发烧住院')).toBe('卫健')
  })
})
