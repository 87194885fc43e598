import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CategoryFile, EntryFile } from '../contracts/knowledge-file.ts'

/** Words or a sentence the city's files put under a topic, from broad to narrow. */
type TopicText = { text: string; path: string[] }

/** Between the words of a line: what marks equals, hints, alternatives and words that go together. */
const BETWEEN_WORDS = /[\s=<>~|+&,，、;；]+/u
const PART = /^#\s*(.*)$/

/** One list of words: its name is the broad topic, the comment lines over its parts name the narrow ones. */
const readWordList = (name: string, content: string): TopicText[] => {
  let part = ''
  return content.split(/\r?\n/).flatMap((raw) => {
    const line = raw.trim()
    const heading = PART.exec(line)
    if (heading) {
      part = heading[1] ?? ''
      return []
    }
    return line
      .split(BETWEEN_WORDS)
      .filter((word) => word !== '')
      .map((text) => ({ text, path: [name, `${name} ${part}`] }))
  })
}

/** The word lists of `lexicon/synonyms/`, as far as the city keeps any: everyday and official words by field and part. */
export const readLexiconTopics = (knowledgeDir: string): TopicText[] => {
  const dir = join(knowledgeDir, 'lexicon', 'synonyms')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => readWordList(name.slice(0, -'.txt'.length), readFileSync(join(dir, name), 'utf8')))
}

/** What the city's category tree and knowledge entries say each branch and leaf is about. */
export const listCategoryTopics = (
  categories: readonly CategoryFile[],
  entries: readonly EntryFile[],
): TopicText[] => [
  ...categories.flatMap((branch) =>
    branch.children.flatMap((leaf) =>
      [leaf.name, ...leaf.keywords].map((text) => ({ text, path: [branch.id, leaf.id] })),
    ),
  ),
  ...entries.flatMap((entry) =>
    [entry.question, ...entry.similar, ...entry.keywords, `${entry.answer}\n${entry.details ?? ''}`].map(
      (text) => ({ text, path: [entry.category.slice(0, 2), entry.category] }),
    ),
  ),
]
