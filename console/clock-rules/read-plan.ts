/** A holiday plan as it is typed or pasted, one line each; every line that cannot be read says so with its number. */
export type TypedPlan = {
  off: { name: string; from: string; to: string }[]
  work: { day: string; name: string }[]
  mistakes: string[]
}

/** 2027-02-05, 2027/2/5, 2027年2月5日, and 2月5日 of the plan's own year. */
const DATE = /(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/g
/** What may stand around dates without meaning anything: 国庆节：10月1日(周五)至7日放假，共7天. */
const FILLER = /[\s:：,，、;；。~～—–\-至到起止]|[（(][^（）()]*[）)]|上班|共\s*\d+\s*天/g
/** Of a holiday's name only: a make-up day may be called so. */
const OFF_FILLER = /放假|调休/g
/** What is left of a date that was not written whole. */
const HALF_DATE = /\d+\s*[日号]|\d{4}\S*/

const isRealDay = (y: number, m: number, d: number): boolean => {
  const day = new Date(Date.UTC(y, m - 1, d))
  return day.getUTCMonth() === m - 1 && day.getUTCDate() === d
}
const two = (n: number): string => String(n).padStart(2, '0')

type Line = { days: string[]; name: string; wrong: string }
const readLine = (line: string, year: number, filler: readonly RegExp[]): Line => {
  const days: string[] = []
  let wrong = ''
  const rest = line.replace(DATE, (written, y, m, d) => {
    const [yy, mm, dd] = [Number(y ?? year), Number(m), Number(d)]
    if (isRealDay(yy, mm, dd)) days.push(`${yy}-${two(mm)}-${two(dd)}`)
    else wrong ||= `没有“${written.trim()}”这一天`
    return ' '
  })
  const name = filler
    .reduce((words, what) => words.replace(what, ' '), rest)
    .trim()
    .replace(/\s+/g, ' ')
  const half = HALF_DATE.exec(name)?.[0]
  if (!wrong && half) wrong = `看不懂“${half}”，日期要写到月和日`
  return { days, name, wrong }
}

const linesOf = (text: string): { at: number; line: string }[] =>
  text
    .split('\n')
    .map((line, index) => ({ at: index + 1, line: line.trim() }))
    .filter(({ line }) => line !== '')

const offMistake = ({ days, name, wrong }: Line): string => {
  if (wrong) return wrong
  if (days.length === 0) return '没有日期，请写成“元旦 2027-01-01 2027-01-03”'
  if (days.length > 2) return '多于两个日期，一行写一个节日：名称、从哪天、到哪天'
  return name === '' ? '没有写是什么节日' : ''
}
const workMistake = ({ days, wrong }: Line): string => {
  if (wrong) return wrong
  return days.length === 1 ? '' : '一行写一天，请写成“2027-02-13 春节调休”'
}

/** Reads both boxes of a year's plan. A line with a mistake is left out of what was read. */
export const readPlan = (off: string, work: string, year: number): TypedPlan => {
  const plan: TypedPlan = { off: [], work: [], mistakes: [] }
  for (const { at, line } of linesOf(off)) {
    const read = readLine(line, year, [FILLER, OFF_FILLER])
    const wrong = offMistake(read)
    const [from = '', to = from] = read.days
    if (wrong) plan.mistakes.push(`放假第 ${at} 行“${line}”：${wrong}。`)
    else plan.off.push({ name: read.name, from, to })
  }
  for (const { at, line } of linesOf(work)) {
    const read = readLine(line, year, [FILLER])
    const wrong = workMistake(read)
    if (wrong) plan.mistakes.push(`调休上班第 ${at} 行“${line}”：${wrong}。`)
    else plan.work.push({ day: read.days[0] ?? '', name: read.name })
  }
  return plan
}
