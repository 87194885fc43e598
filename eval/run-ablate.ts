import { systemClock } from '../src/platform/clock.ts'
import { EVIDENCE, type EvidenceName } from '../src/retrieval/ranking-weights.ts'
import { createSearchIndex } from '../src/retrieval/search-index.ts'
import { EMPTY_LEXICON, type Lexicon } from '../src/understanding/lexicon.ts'
import { fitRanking } from './fit-ranking.ts'
import { type PublicSet, readPublicSets } from './public/read-sets.ts'
import { gatherLists, type JudgedList, judgeUnseen } from './rank-lists.ts'
import { readLexicon } from './read-inputs.ts'
import { report } from './write-outputs.ts'

const starting = (...starts: string[]): EvidenceName[] =>
  EVIDENCE.filter((name) => starts.some((start) => name.startsWith(start)))

/** What is left out together, to see what it was worth. */
const GROUPS: [string, EvidenceName[]][] = [
  [
    'what the entry’s wordings say',
    starting('wording', 'metByWording', 'contrastWording', 'said', 'head', 'order'),
  ],
  [
    'what the answer says',
    starting('whole', 'metByEntry', 'contrast').filter((name) => name !== 'contrastWording'),
  ],
  ['short passages', starting('passage', 'metByPassage')],
  ['single characters', EVIDENCE.filter((name) => name.endsWith('Character'))],
  ['pairs of characters', EVIDENCE.filter((name) => name.endsWith('Pair'))],
  ['words', EVIDENCE.filter((name) => name.endsWith('Word'))],
  ['the share of the question that is met', starting('metBy')],
  ['the share of the wording that is said', starting('said', 'head')],
  ['contrast among rivals', starting('contrast')],
  ['neighbours of one department', starting('neighbours')],
  ['runs of three characters', EVIDENCE.filter((name) => name.endsWith('Triples'))],
  ['sentences and titles of documents', starting('bestSentence', 'sentenceWith', 'passagesWith')],
  ['the place asked about, and guides that only look up', ['placeNamed', 'doesAsked']],
]

type Row = { name: string; recall: Map<string, number> }

const recallOf = (
  lists: readonly JudgedList[],
  without: readonly EvidenceName[] = [],
): Map<string, number> => {
  const off = EVIDENCE.map((name) => without.includes(name))
  const masked = lists.map((list) => ({
    ...list,
    rows: list.rows.map((row) => row.map((value, at) => (off[at] ? 0 : value))),
  }))
  const recall = new Map<string, number>()
  for (const shape of new Set(masked.map((list) => list.shape))) {
    const alike = masked.filter((list) => list.shape === shape)
    for (const [name, places] of judgeUnseen(alike, (some) => fitRanking(some, EVIDENCE.length)))
      recall.set(name, places.filter((place) => place === 1).length / places.length)
  }
  return recall
}

const gatherWith = (sets: readonly PublicSet[], lexicon: Lexicon): JudgedList[] =>
  sets.flatMap((set) => gatherLists(set, createSearchIndex(lexicon)))

/**
 * `eval ablate --data DIR`: what each piece of evidence is worth on each public set: R@1 on queries not seen by the fit, with all of it
 * and with one group left out and the rest fitted anew; then without the lexicon's links.
 */
export const runAblate = (options: { data: string }): void => {
  const sets = readPublicSets(options.data)
  const lexicon = readLexicon()
  const lists = gatherWith(sets, lexicon)
  const rows: Row[] = [{ name: 'everything', recall: recallOf(lists) }]
  for (const [name, without] of GROUPS) {
    report(name)
    rows.push({ name: `without ${name}`, recall: recallOf(lists, without) })
  }
  report('links')
  const bare = gatherWith(sets, { ...EMPTY_LEXICON, ...lexicon, synonyms: [] })
  rows.push({ name: 'without lay-to-official links', recall: recallOf(bare) })
  const names = [...(rows[0]?.recall.keys() ?? [])]
  const lines = rows.map(
    ({ name, recall }) =>
      `| ${name} | ${names.map((set) => (recall.get(set) ?? 0).toFixed(3)).join(' | ')} |`,
  )
  const head = [`| R@1, ${systemClock.now().toISOString().slice(0, 10)} | ${names.join(' | ')} |`]
  process.stdout.write(`${[...head, `|---|${names.map(() => '---|').join('')}`, ...lines].join('\n')}\n`)
}
