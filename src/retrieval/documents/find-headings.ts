import { readChineseInteger } from './read-chinese-integer.ts'

/**
 * The kinds of marks official Chinese documents are divided by, from the largest to the smallest: 编 章 节 条, then the four steps of
 * a notice 一、 （一） 1. （1）, then circled digits (GB/T 9704-2012, 7.3.3).
 */
export const LEVELS = [
  'book',
  'chapter',
  'section',
  'article',
  'item1',
  'item2',
  'item3',
  'item4',
  'item5',
] as const
export type Level = (typeof LEVELS)[number]

/** One mark that opens a part: where it stands, its words ("第三章", "（一）") and the title behind it, empty where there is none. */
export type Heading = { level: Level; from: number; to: number; label: string; title: string }

const CN = '〇零一二三四五六七八九十百'
/** A mark opens a part only at the start, after blank space or after the end of a sentence; "依照第九条" opens nothing. */
const BEFORE = '(?<=^|[\\s。；;：:！!？?…])'
const MARKS: { level: Level; pattern: RegExp }[] = [
  { level: 'book', pattern: new RegExp(`${BEFORE}第([${CN}]+)编(?=\\s)`, 'g') },
  { level: 'chapter', pattern: new RegExp(`${BEFORE}第([${CN}]+)章(?=[\\s\\p{Script=Han}])`, 'gu') },
  { level: 'section', pattern: new RegExp(`${BEFORE}第([${CN}]+)节(?=[\\s\\p{Script=Han}])`, 'gu') },
  {
    level: 'article',
    pattern: new RegExp(
      `${BEFORE}第([${CN}]+)条(?:之[${CN}]+)?(?![、,，和及至或第]|款|项|的?规定|所列|中)`,
      'g',
    ),
  },
  { level: 'item1', pattern: new RegExp(`${BEFORE}([${CN}]+)、(?![${CN}]+[级类季环线期、])`, 'g') },
  { level: 'item2', pattern: new RegExp(`${BEFORE}[（(]([${CN}]+)[）)]、?`, 'g') },
  { level: 'item3', pattern: new RegExp(`${BEFORE}(\\d{1,2})(?:[.．](?!\\d)|、)`, 'g') },
  { level: 'item4', pattern: new RegExp(`${BEFORE}[（(](\\d{1,2})[）)]`, 'g') },
  { level: 'item5', pattern: /([①②③④⑤⑥⑦⑧⑨⑩])/g },
]
/** Longer than this behind a mark is a sentence, not a title. */
const TITLE_MAX = 30
/** Marks that got lost in copying leave a gap; a larger one means that the mark counts something else. */
const LARGEST_GAP = 2
const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩'

const numberOf = (written: string): number =>
  CIRCLED.includes(written) ? CIRCLED.indexOf(written) + 1 : readChineseInteger(written)

/** The title behind a mark: up to the end of the line, a blank or a full stop, when it is short enough to be one. */
const titleAfter = (text: string, to: number): string => {
  const rest = text.slice(to, to + TITLE_MAX + 12).replace(/^[ \t\u3000\u00a0]+/, '')
  const [title = ''] = /^[^\s。；;：:！？!?]*/.exec(rest) ?? []
  return title.length > 0 && title.length <= TITLE_MAX && title.length < rest.length ? title : ''
}

/** Chapters and sections carry their title behind a blank; an article has one only in brackets or none at all. */
const titleOf = (level: Level, text: string, to: number): string => {
  if (level !== 'article') return titleAfter(text, to)
  const [, bracketed = ''] =
    /^\s*[【〔[（(]([^】〕\]）)]{2,20})[】〕\]）)]/.exec(text.slice(to, to + 30)) ?? []
  return bracketed
}

/**
 * All marks that open a part, in order, at line starts and inside running text alike, because copied texts often have lost their line
 * breaks. A mark counts when it begins a row or continues the last one of its kind with at most one missing between: articles run on
 * through all chapters, and in many notices （一） does through 一、 and 二、.
 */
export const findHeadings = (text: string): Heading[] => {
  const marks = MARKS.flatMap(({ level, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({
      level,
      from: match.index,
      to: match.index + match[0].length,
      label: match[0].trim(),
      number: numberOf(match[1] ?? ''),
    })),
  ).sort((left, right) => left.from - right.from)
  const last = new Map<Level, number>()
  const headings: Heading[] = []
  for (const { number, ...mark } of marks) {
    const before = last.get(mark.level) ?? 0
    const continues = number > before && number - before <= LARGEST_GAP
    if (!continues && number !== 1) continue
    last.set(mark.level, number)
    headings.push({ ...mark, title: titleOf(mark.level, text, mark.to) })
  }
  return headings
}
