import { expect, test } from 'vitest'
import { markDifferences } from '../../../console/tickets/joint/mark-differences.ts'

const newIn = (text: string, beside: string): string[] =>
  markDifferences(text, beside).flatMap((run) => (run.isNew ? [run.text] : []))

test('of two people telling of one lamp only what the other did not say is marked', () => {
  const one = '我要投诉，西桥区和平路的路灯好几天都不亮了，晚上接孩子看不见，旁边变压器箱的门还开着'
  const other = '我要投诉，西桥区和平路路灯坏了一个星期没人修'
  expect(newIn(one, other)).toEqual(['好几天都不亮了，晚上接孩子看不见，旁边变压器箱的门还开着'])
  expect(newIn(other, one)).toEqual(['坏了一个星期没人修'])
})

test('one house number or one number of days apart is a difference, an empty word is none', () => {
  expect(newIn('柳营街20号半夜还在吵', '柳营街22号半夜还在吵')).toEqual(['20'])
  expect(newIn('路灯坏了三天', '路灯坏了五天')).toEqual(['三天'])
  expect(newIn('和平路的路灯坏了', '和平路路灯坏了')).toEqual([])
})

test('nothing of the text is lost, and nothing is marked where both say the same', () => {
  const text = '  翠柏巷7号，消防通道堵了。\n谁来管？'
  const joined = (beside: string): string =>
    markDifferences(text, beside)
      .map((run) => run.text)
      .join('')
  expect([joined(''), joined(text)]).toEqual([text, text])
  expect(newIn(text, text)).toEqual([])
})
