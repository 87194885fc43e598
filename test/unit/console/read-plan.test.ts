import { expect, test } from 'vitest'
import { readPlan } from '../../../console/clock-rules/read-plan.ts'

test('a plan is read as people write and paste it', () => {
  const { off, work, mistakes } = readPlan(
    '元旦 2027-01-01 2027-01-03\n春节：2月5日至2月11日放假调休，共7天\n\n清明 2027/4/5\n国庆节，2027年10月1日（周五）到 10月7日（周四）',
    '2027-02-13 春节调休\n2月20日（周六）上班',
    2027,
  )
  expect(mistakes).toEqual([])
  expect(off).toEqual([
    { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
    { name: '春节', from: '2027-02-05', to: '2027-02-11' },
    { name: '清明', from: '2027-04-05', to: '2027-04-05' },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-07' },
  ])
  expect(work).toEqual([
    { day: '2027-02-13', name: '春节调休' },
    { day: '2027-02-20', name: '' },
  ])
})

test('each wrong line says which it is and what is wrong with it; the others are read', () => {
  const { off, work, mistakes } = readPlan(
    '元旦 2027-01-01 2027-01-03\n春节放假七天\n2027-04-05\n中秋 9月31日\n端午 2027-06-09 2027-06-10 2027-06-11\n国庆 10月1日至7日',
    '2027-13-01 乱写\n2027-02-13',
    2027,
  )
  expect(off).toEqual([{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }])
  expect(work).toEqual([{ day: '2027-02-13', name: '' }])
  expect(mistakes).toHaveLength(6)
  expect(mistakes[0]).toMatch(/^放假第 2 行“春节放假七天”：没有日期/)
  expect(mistakes[1]).toMatch(/第 3 行.*没有写是什么节日/)
  expect(mistakes[2]).toMatch(/第 4 行.*没有“9月31日”这一天/)
  expect(mistakes[3]).toMatch(/第 5 行.*多于两个日期/)
  expect(mistakes[4]).toMatch(/第 6 行.*看不懂“7日”/)
  expect(mistakes[5]).toMatch(/^调休上班第 1 行.*这一天/)
})
