import { describe, expect, it } from 'vitest'
import { joinLaws } from '../../../../channels/web-chat/widget/chat/join-laws.ts'
import { splitAlarm } from '../../../../channels/web-chat/widget/chat/split-alarm.ts'

describe('the headline of a danger', () => {
  it('says for gas to go outside first, and calls only from there', () => {
    const said =
      '请现在就拨打 119。\n请马上离开到室外，不要在屋里打电话。到室外后拨打燃气抢修电话0000-96002002和119。'
    expect(splitAlarm(said, '119')).toEqual({
      headline: '请马上离开到室外，不要在屋里打电话。',
      call: '到安全的地方后拨打',
      rest: '到室外后拨打燃气抢修电话0000-96002002和119。',
    })
  })

  it('does not send away who is told to call at once, and names other numbers plainly', () => {
    expect(splitAlarm('请现在就拨打 119。\n请马上拨打119，水里有人同时打110和120。', '119').call).toBe('拨打')
    expect(splitAlarm('请现在就拨打 120。\n请马上拨打120，说清地点。', '120').call).toBe('拨打')
  })

  it('still asks for the call when nothing else was said', () => {
    expect(splitAlarm('', '110')).toMatchObject({ headline: expect.stringContaining('先打电话'), rest: '' })
  })
})

describe('the basis of an answer', () => {
  it('parts laws more strongly than articles and names each law once', () => {
    const source = '《户口登记条例》第十条、第十三条、《居住证暂行条例》第九条、《户口登记条例》第二十条'
    expect(joinLaws(source)).toBe('《户口登记条例》第十条、第十三条、第二十条；《居住证暂行条例》第九条')
  })

  it('leaves a single law, a law that names another, and other words as they are', () => {
    for (const source of ['《消防法》', '《关于实施《价格法》的规定》第三条', '市人社局、市医保局通知']) {
      expect(joinLaws(source)).toBe(source)
    }
  })
})
