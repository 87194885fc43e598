import { describe, expect, test } from 'vitest'
import { detectIntent } from '../../../src/understanding/detect-intent.ts'

const intentOf = (text: string) => detectIntent(text, []).intent

describe('thanks and complaints in one message', () => {
  test('thanks that close the story of a trouble are courtesy', () => {
    expect(intentOf('小区后面的河又黑又臭，反映过很多次没人管，感谢！')).toBe('complaint')
    expect(intentOf('楼下大排档半夜吵得睡不着，物业不管，谢谢你们了')).toBe('complaint')
  })

  test('thanks for what was done are praise, also when the trouble is told', () => {
    expect(intentOf('路灯坏了三天，昨晚师傅冒雨修好了，特别感谢')).toBe('praise')
    expect(intentOf('表扬窗口的小王，服务态度非常好')).toBe('praise')
  })

  test('waiting without end is a complaint, asking when something begins is a question', () => {
    expect(intentOf('门口的河臭气熏天，到底什么时候才能整治好')).toBe('complaint')
    expect(intentOf('失业金什么时候能领')).toBe('consult')
  })
})
