import { NUMERAL_CHARACTERS, readChineseNumeral } from './read-chinese-numeral.ts'

/** One number of a text with what it counts. `bound`: "至少65岁" is up, "不超过30天" down, "5天内" within. */
export type Quantity = { value: string; unit: string; bound: 'up' | 'down' | 'within' | '' }

// Words that hold a numeral but no number; blanked so that 一般 is not 1 and 十分 is not 10 minutes.
const NO_NUMBER =
  /一(?:般|些|下|定|起|致|样|旦|直|律|并|边|共|切|刀切|网通|站式|体化|卡通|样|方面|经|同|带|家人|户一|楼)|十分(?!钟)|千万(?=别|不|要|注意)|统一|唯一|之一|任一|万一|同一|逐一|进一步|第一(?:时间)|一次性|百姓|四处|三包|五险|双一流|万能|百货|万象|七天无理由|三七分/g

const UNIT =
  /^(?:个)?(?:百|千)?(工作日|自然日|公里|平方米|平方|小时|分钟|周岁|块钱|摄氏度|兆|元|角|块|日|天|月|年|岁|倍|折|份|张|套|米|寸|人|名|条|款|项|次|号|级|档|楼|层|周|度|分|吨|亩|斤|克|升|辆|户|本|号楼|成)/
const SAME_UNIT: Record<string, string> = {
  天: '日',
  自然日: '日',
  周岁: '岁',
  块: '元',
  块钱: '元',
  平方: '平方米',
}

const NUMBER = new RegExp(
  [
    String.raw`(?<iso>\d{4}-\d{1,2}-\d{1,2}(?!\d))`,
    String.raw`(?<phone>\d{3,4}-\d{7,8}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d))`,
    String.raw`(?<clock>\d{1,2}:\d{2}(?!\d))`,
    `(?<oclock>(?:\\d{1,2}|[${NUMERAL_CHARACTERS}]{1,3})点(?:半|整|(?:\\d{1,2}|[${NUMERAL_CHARACTERS}]{1,3})分)?)`,
    `(?<weekday>(?:周|星期|礼拜)[一二三四五六日天])`,
    `(?<share>百分之(?:\\d+(?:\\.\\d+)?|[${NUMERAL_CHARACTERS}]+))`,
    String.raw`(?<digits>\d+(?:\.\d+)?(?:万亿|万|亿|千|百)?(?<percent>%)?)`,
    `(?<numeral>[${NUMERAL_CHARACTERS}]+)`,
    `(?<half>半(?=个?(?:年|月|天|小时|日)))`,
  ].join('|'),
  'gu',
)

const readDigits = (written: string): string => {
  const [, digits = '', power = ''] = /^(\d+(?:\.\d+)?)(.*)$/.exec(written) ?? []
  // Long runs are names (phone numbers, card numbers), never amounts: zeros in front of them count.
  if (power === '' && /^\d{5,}$/.test(digits)) return digits
  const factor = { 万: 1e4, 亿: 1e8, 万亿: 1e12, 千: 1e3, 百: 1e2 }[power] ?? 1
  return String(Number((Number(digits) * factor).toFixed(4)))
}

const readAny = (written: string): string =>
  /^\d/.test(written) ? readDigits(written) : String(readChineseNumeral(written))

const readClock = (written: string): string => {
  const [, hours = '0', rest = ''] = /^(.+?)(?:点|:)(.*)$/.exec(written) ?? []
  const minutes = rest === '半' ? '30' : readAny(rest.replace(/[分整]/g, '') || '0')
  return `${readAny(hours)}:${minutes.padStart(2, '0')}`
}

const boundOf = (before: string, after: string): Quantity['bound'] => {
  if (
    /(?:不超过|不多于|不得超过|至多|最多|不高于|低于|少于|不满|不足|未满)(?:人民币|每[年月天日次])?$/.test(
      before,
    ) &&
    !/(?:不低于|不少于|不得低于|不得少于)$/.test(before)
  )
    return 'down'
  if (/(?:超过|高于|多于|大于|至少|最少|不少于|不低于|不得低于|不得少于)$/.test(before)) return 'up'
  if (/^(?:\(含\))?及?以上/.test(after)) return 'up'
  if (/^(?:\(含\))?及?以下/.test(after)) return 'down'
  return /^(?:之|以)?内/.test(after) ? 'within' : ''
}

const prepare = (text: string): string =>
  text
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/[①-⑳]/g, '')
    .normalize('NFKC')
    .replace(/[–—−]/g, '-')
    .replace(/(?<=^|\n)\s*(?:\(?\d{1,2}[.、)](?!\d))\s*/g, '')
    .replace(NO_NUMBER, (word) => '□'.repeat(word.length))

const measure = (match: RegExpExecArray | RegExpMatchArray, text: string): Quantity[] => {
  const found = match.groups ?? {}
  const start = match.index ?? 0
  const end = start + match[0].length
  if (found.iso) {
    const [year = '', month = '', day = ''] = found.iso.split('-')
    return [
      { value: year, unit: '年', bound: '' },
      { value: String(Number(month)), unit: '月', bound: '' },
      { value: String(Number(day)), unit: '日', bound: '' },
    ]
  }
  if (found.phone) return [{ value: found.phone.replaceAll('-', ''), unit: '', bound: '' }]
  const clock = found.clock ?? found.oclock
  if (clock) return [{ value: readClock(clock), unit: '', bound: '' }]
  if (found.weekday)
    return [
      { value: `周${found.weekday.at(-1) === '天' ? '日' : found.weekday.at(-1)}`, unit: '', bound: '' },
    ]
  const rest = text.slice(end, end + 9).trimStart()
  const written = UNIT.exec(rest)
  const unit = written?.[1] ?? ''
  // 3月 is March, 3个月 are three months.
  const counted = rest.startsWith('个') ? '个' : ''
  const after = rest.slice(written?.[0].length ?? 0)
  const bound = boundOf(text.slice(Math.max(0, start - 6), start), after)
  const canonical = unit === '月' ? counted + unit : (SAME_UNIT[unit] ?? unit)
  if (found.share) return [{ value: readAny(found.share.slice(3)), unit: '%', bound }]
  if (found.half) return [{ value: '0.5', unit: canonical, bound }]
  if (found.numeral) {
    const value = readAny(found.numeral)
    // 一个, 一种 and a lone 一 are articles; 一个月 and 一天 are amounts.
    if (found.numeral === '一' && unit === '') return []
    if (/^[百千万亿]+$/.test(found.numeral) && unit === '') return []
    return [{ value, unit: canonical, bound }]
  }
  const digits = found.digits ?? ''
  if (found.percent) return [{ value: readDigits(digits.replace('%', '')), unit: '%', bound }]
  return [{ value: readDigits(digits), unit: canonical, bound }]
}

/**
 * Every number of a text in one comparable form, in order: 二十元, 20元 and ２０ 元 are the same; 9点 is 9:00; 2025-01-01 is 2025年1月1日;
 * phone numbers lose their hyphens; 百分之八十 is 80%. List marks at the start of a line are no numbers.
 */
export const readQuantities = (text: string): Quantity[] => {
  const prepared = prepare(text)
  return [...prepared.matchAll(NUMBER)].flatMap((match) => measure(match, prepared))
}

/** True when both say the same number of the same thing; a number without its unit may stand for one with it. */
export const isSameQuantity = (a: Quantity, b: Quantity): boolean =>
  a.value === b.value && (a.unit === b.unit || a.unit === '' || b.unit === '')
