import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextStatistics } from '../../../../src/retrieval/index/text-statistics.ts'
import { mendTyping } from '../../../../src/retrieval/query/mend-typing.ts'
import { createSoundAlikes } from '../../../../src/retrieval/query/sound-alikes.ts'

const BASE = [
  '公共托婴中心怎么报名',
  '托婴中心收费标准',
  '私立托婴中心补助',
  '招标文件在哪里买',
  '公开招标的流程',
  '招标公告多久',
  '计程车驾驶人登记证怎么申请',
  '计程车招呼站在哪里',
  '计程车牌照',
  '遗失物协寻',
]
const statistics = createTextStatistics()
for (const text of BASE) statistics.add([text])
for (let more = 0; more < 20; more += 1) statistics.add([BASE[more % BASE.length] ?? ''])
const alikes = createSoundAlikes([['末', '未']])
const mend = (text: string): string => mendTyping(text, { alikes, statistics })

describe('typing errors are mended against the words of the base', () => {
  it.each([
    ['公共托鹰中心怎么报名', '公共托婴中心怎么报名'],
    ['zhaobiao文件在哪买', '招标文件在哪买'],
  ])('%s is read as %s', (typed, meant) => {
    expect(mend(typed)).toBe(meant)
  })

  it('a base of few texts is told what people say: 式么 is 什么 though no entry has it', () => {
    expect(BASE.some((text) => text.includes('什么'))).toBe(false)
    expect(mend('招标要式么文件')).toBe('招标要什么文件')
  })

  it('a base that knows the language goes by its own texts', () => {
    const large = createTextStatistics()
    for (const text of BASE) large.add([text])
    large.add(['托婴招标登记'.repeat(40_000)])
    expect(mendTyping('招标要式么文件', { alikes: createSoundAlikes([]), statistics: large })).toBe(
      '招标要式么文件',
    )
  })

  it.each(['托婴中心收费吗', '我的手机坏了', '今天天气真好', 'app登录不了', 'ok'])(
    '%s stays as it is',
    (clean) => {
      expect(mend(clean)).toBe(clean)
    },
  )

  it('never throws, keeps what it cannot read, and a second round changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (typed) => {
        const once = mend(typed.toLowerCase())
        expect(mend(once)).toBe(once)
      }),
    )
  })

  it('says what an entry says exactly as the entry says it', () => {
    for (const text of BASE) expect(mend(text)).toBe(text)
  })
})
