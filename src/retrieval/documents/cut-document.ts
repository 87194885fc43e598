import { findHeadings, type Heading, LEVELS } from './find-headings.ts'

/** A literal stretch of a document's text. */
export type Stretch = { from: number; to: number }

/** What stands between two marks, with the headings it stands under, largest first. */
export type Part = Stretch & { path: Heading[] }

/** The parts one article, or one first-level item, is made of: what is read together. Nothing is quoted across its border. */
export type Article = Stretch & { parts: Part[] }

/** A piece of a sentence: up to a semicolon. Tells whether the sentence, and the paragraph, are over with it. */
export type Clause = Stretch & {
  article: number
  part: number
  endsSentence: boolean
  endsParagraph: boolean
}

export type CutDocument = { text: string; parts: Part[]; articles: Article[]; clauses: Clause[] }

const SENTENCE_END = /[。!?！？\n]/
const CLAUSE_MARK =
  /[。!?！？；;\n]+["”’」』)）]?|(?<=[\p{Script=Han}”》）)。])[\s\u3000]+(?=[\p{Script=Han}\p{N}“《（(【])/gu
/** A blank between two characters ends a clause (a lost line break), unless the stretch before it is as short as a table's cell. */
const SHORTEST_LINE = 8
const CLAUSE_MAX = 400
/** What is read together: an article, or a first-level item where there are no articles. */
const ARTICLE_RANK = LEVELS.indexOf('item1')

const rankOf = ({ level }: Heading): number => LEVELS.indexOf(level)

const cutParts = (text: string): Part[] => {
  const parts: Part[] = []
  let path: Heading[] = []
  let from = 0
  const push = (to: number): void => {
    if (to > from) parts.push({ from, to, path })
    from = to
  }
  for (const heading of findHeadings(text)) {
    push(heading.from)
    path = [...path.filter((above) => rankOf(above) < rankOf(heading)), heading]
  }
  push(text.length)
  return parts
}

/** The mark an article is told by; parts under the same one belong together. */
const articleMark = ({ path }: Part): number => {
  const above = path.filter((heading) => rankOf(heading) <= ARTICLE_RANK)
  const article = above.find(({ level }) => level === 'article') ?? above.at(-1)
  // A document without first-level marks is divided by the largest there are.
  return (article ?? path[0])?.from ?? -1
}

const gatherArticles = (parts: readonly Part[]): Article[] => {
  const articles: Article[] = []
  let mark = Number.NaN
  for (const part of parts) {
    const current = articles.at(-1)
    if (current && articleMark(part) === mark) {
      current.parts.push(part)
      current.to = part.to
    } else articles.push({ from: part.from, to: part.to, parts: [part] })
    mark = articleMark(part)
  }
  return articles
}

type Cut = Omit<Clause, 'article' | 'part'>

const cutClauses = (text: string, part: Part): Cut[] => {
  const clauses: Cut[] = []
  let from = part.from
  const push = (to: number, endsSentence: boolean): void => {
    while (to - from > CLAUSE_MAX) {
      clauses.push({ from, to: from + CLAUSE_MAX, endsSentence: false, endsParagraph: false })
      from += CLAUSE_MAX
    }
    if (text.slice(from, to).trim() !== '') clauses.push({ from, to, endsSentence, endsParagraph: false })
    from = to
  }
  for (const match of text.slice(part.from, part.to).matchAll(CLAUSE_MARK)) {
    const end = part.from + match.index + match[0].length
    const isBlank = match[0].trim() === ''
    if (isBlank && !match[0].includes('\n') && end - from < SHORTEST_LINE) continue
    push(end, isBlank || SENTENCE_END.test(match[0]))
    const cut = clauses.at(-1)
    if (cut && cut.to === end)
      cut.endsParagraph = isBlank || match[0].includes('\n') || /^\s/.test(text.slice(end))
  }
  push(part.to, true)
  const last = clauses.at(-1)
  if (last) last.endsParagraph = true
  return clauses
}

/**
 * Cuts a document by its own structure: chapter, section, article, item; then sentences and clauses. All stretches are literal; parts
 * cover the text without a gap, clauses cover it up to blank space.
 */
export const cutDocument = (text: string): CutDocument => {
  const parts = cutParts(text)
  const articles = gatherArticles(parts)
  const places = new Map(parts.map((part, at) => [part, at]))
  const clauses = articles.flatMap((article, articleAt) =>
    article.parts.flatMap((part) =>
      cutClauses(text, part).map((clause) => ({
        ...clause,
        article: articleAt,
        part: places.get(part) ?? 0,
      })),
    ),
  )
  return { text, parts, articles, clauses }
}
