import { expect, test } from 'vitest'
import { joinMessages } from '../../../eval/join-messages.ts'

const titles = [
  { text: '东湖公园湖心亭漏水', label: 'parks' },
  { text: '咨询小学入学政策', label: 'schools' },
  { text: '反映问题', label: 'roads' },
]
const bodies = [
  { text: '本人住在城南,孩子九月上小学,想咨询入学政策,谢谢', label: 'schools' },
  { text: '昨天下雨,发现东湖公园的湖心亭一直漏水,请派人维修', label: 'parks' },
  { text: '门口的路灯一个月没亮', label: 'roads' },
]

test('a title goes with the body that holds its words; what tells nothing stays apart', () => {
  const { joined, apart } = joinMessages(titles, bodies)
  expect(joined.map(({ title, label }) => [title, label]).sort()).toEqual([
    ['东湖公园湖心亭漏水', 'parks'],
    ['咨询小学入学政策', 'schools'],
  ])
  expect(apart.map(({ text }) => text)).toEqual(['反映问题', '门口的路灯一个月没亮'])
})

test('a title is never joined to a body that carries another label', () => {
  const { joined } = joinMessages([{ text: '东湖公园湖心亭漏水', label: 'roads' }], bodies)
  expect(joined).toEqual([])
})
