import type { Heading } from './find-headings.ts'

/** One step of a path in the words people cite it by; under an article the marks （一） and 1. count items. */
const citeStep = ({ level, label }: Heading, isUnderArticle: boolean): string => {
  const bare = label.replace(/[、.．]$/, '')
  if (level === 'item1') return `第${bare}部分`
  if (level === 'item2') return isUnderArticle ? `第${bare}项` : bare
  if (level === 'item3') return `第${bare}项`
  return bare
}

const BIG = ['book', 'chapter', 'section', 'article']

/** A heading path as it is cited: "第三章 第十二条", "第四条第（二）项", "第二部分（一）第1项"; empty for an empty path. */
export const citePath = (path: readonly Heading[]): string => {
  const isUnderArticle = path.some(({ level }) => level === 'article')
  return path.reduce((cited, heading) => {
    const step = citeStep(heading, isUnderArticle)
    return cited !== '' && BIG.includes(heading.level) ? `${cited} ${step}` : cited + step
  }, '')
}

/** The headings two stretches both stand under. */
export const sharedPath = (left: readonly Heading[], right: readonly Heading[]): Heading[] =>
  left.filter((heading) => right.includes(heading))
