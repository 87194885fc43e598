import { describe, expect, it } from 'vitest'
import { restoreClassifier } from '../../../src/understanding/restore-classifier.ts'
import { trainClassifier } from '../../../src/understanding/text-classifier.ts'
import { createTopicReader } from '../../../src/understanding/topic-evidence.ts'

const roads = ['路灯不亮', '马路坑洼', '红绿灯坏', '人行道破损', '井盖松动', '斑马线看不清']
const schools = ['学校乱收费', '老师有偿补课', '幼儿园入园', '学区怎么划', '食堂饭菜差', '小学招生']
const examples = [
  ...roads.map((text) => ({ text: `${text},请交通部门修好道路`, label: 'roads' })),
  ...schools.map((text) => ({ text: `${text},请教育部门管一管学生的事`, label: 'schools' })),
]

describe('the text classifier', () => {
  const classifier = trainClassifier(examples)

  it('sorts new texts by what it was shown, with probabilities that sum to one', () => {
    const ranked = classifier.classify({ title: '路灯', text: '门口道路的路灯又坏了' }, 2)
    expect(ranked[0]?.label).toBe('roads')
    expect(ranked.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1)
    expect(classifier.classify({ text: '小学老师收补课费' }, 1)[0]?.label).toBe('schools')
  })

  it('is the same each time it is trained, and after being stored and restored', () => {
    expect(JSON.stringify(trainClassifier(examples).toJSON())).toBe(JSON.stringify(classifier.toJSON()))
    const restored = restoreClassifier(JSON.parse(JSON.stringify(classifier.toJSON())))
    const asked = { text: '幼儿园什么时候报名' }
    expect(restored.classify(asked, 2)).toEqual(classifier.classify(asked, 2))
  })

  it('compares with its examples where the product brings knowledge, and not for the cold start', () => {
    const topics = createTopicReader([
      { name: 'lexicon', texts: [{ text: '路灯', path: ['市政'] }], strength: 0.4, focus: 0.2 },
    ])
    const letters = ['东街', '西街', '北街'].flatMap((place) =>
      examples.map(({ text, label }) => ({ text: `${place}的${text}`, label })),
    )
    const informed = trainClassifier(letters, topics)
    expect(informed.toJSON().nearest?.pull).toBeGreaterThan(0)
    expect(trainClassifier(letters).toJSON().nearest).toBeUndefined()
    const asked = { text: '红绿灯坏了两天' }
    const restored = restoreClassifier(JSON.parse(JSON.stringify(informed.toJSON())), topics)
    expect(restored.classify(asked, 2)).toEqual(informed.classify(asked, 2))
    expect(restored.classify(asked, 1)[0]?.label).toBe('roads')
  })

  it('reads a title by itself too where that is right more often, and a text without one as before', () => {
    const places = ['东街', '西街', '北街', '南街']
    const letters = places.flatMap((place, at) =>
      examples.map(({ text, label }, i) => {
        const others = [1, 4, 6, 9].map((step) => examples[(i * 5 + at + step) % examples.length]?.text)
        return { title: text.slice(0, 5), text: `${place}：${others.join('。')}`, label }
      }),
    )
    const data = trainClassifier(letters).toJSON()
    expect(data.titled?.share).toBeGreaterThan(0)
    expect(trainClassifier(examples).toJSON().titled).toBeUndefined()
    const { titled, ...before } = data
    const asSteep = { ...before, sharpness: titled?.sharpness ?? 0 }
    const score = (model: typeof data, message: { title?: string; text: string }) =>
      restoreClassifier(model)
        .classify(message, 2)
        .find(({ label }) => label === 'roads')?.score ?? 0
    const body = schools.join('，')
    const asked = { title: '马路', text: body }
    expect(score(data, asked)).toBeGreaterThan(score(asSteep, asked))
    expect(score(data, { text: body })).toBe(score(before, { text: body }))
  })

  it('learns from what is told of a label like from any example, but does not judge by it how sure it may be', () => {
    const asTold = trainClassifier(examples.map((one) => ({ ...one, isTold: true }))).toJSON()
    expect(asTold.weights).toEqual(classifier.toJSON().weights)
    expect(classifier.toJSON().sharpness).toBeGreaterThan(2)
    expect(asTold.sharpness).toBe(2)
  })

  it('refuses to learn from one label alone', () => {
    expect(() => trainClassifier([{ text: '路灯', label: 'roads' }])).toThrow()
  })
})
