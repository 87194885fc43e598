import stored from './ranking-weights.json' with { type: 'json' }

/** The pieces of evidence, each about 0…1 for one candidate and one query, and how an editor reads it in "为什么是这一条". */
export const EVIDENCE_LABELS = {
  wordingPair: '问法里有相同的词组',
  wordingCharacter: '问法里有相同的字',
  wordingWord: '问法里有相同的词',
  wordingSame: '问法里有意思相同的词',
  wordingHint: '问法说的是这种处境',
  wordingNear: '问法说的与此相近',
  wholePair: '全文里有相同的词组',
  wholeCharacter: '全文里有相同的字',
  wholeWord: '全文里有相同的词',
  wholeSame: '全文里有意思相同的词',
  wholeHint: '全文说的是这种处境',
  wholeNear: '全文说的与此相近',
  passagePair: '同一段里有相同的词组',
  passageCharacter: '同一段里有相同的字',
  passageWord: '同一段里有相同的词',
  passageSame: '同一段里有意思相同的词',
  passageHint: '同一段说的是这种处境',
  keywords: '关键词相符',
  department: '说到了这个部门',
  metByWording: '问到的大多在问法里',
  metByTitle: '问到的大多在条目自己的标题里',
  metByPassage: '问到的大多在同一段里',
  metByEntry: '问到的大多在全文里',
  said: '问法几乎说全',
  head: '说到了问法里最要紧的字',
  order: '说法顺序一致',
  wordingTriples: '问法里有连着三个相同的字',
  passageTriples: '同一段里有连着三个相同的字',
  passageRareTriples: '同一段里有连着三个少见的字',
  wholeTriples: '全文里有连着三个少见的字',
  bestSentence: '有一句话说到了大半',
  bestSentences: '好几句话在说问到的事',
  sentenceWithTitle: '标题和其中一句合起来说到了大半',
  sentenceWithHead: '开头和其中一句合起来说到了大半',
  passagesWithTitle: '标题下好几段在说问到的事',
  placeNamed: '讲的是问到的地方',
  doesAsked: '办的就是这件事，不只是查询',
  exact: '和问法一字不差',
  neighbours: '相近的条目多属这个部门',
  popularity: '常被问到',
  contrastWording: '问法里有别的条目没有的说法',
  contrast: '全文里有别的条目没有的说法',
} as const
export type EvidenceName = keyof typeof EVIDENCE_LABELS
export type EvidenceValues = Record<EvidenceName, number>
export const EVIDENCE = Object.keys(EVIDENCE_LABELS) as EvidenceName[]

/**
 * The same evidence as numbers side by side, in the order of EVIDENCE: what ranking reckons with. Dozens are filled for a question and
 * filled again for the next; as objects they were a third of its garbage.
 */
export type EvidenceRow = Float64Array
/** Where each piece of evidence stands in a row. */
export const AT = Object.fromEntries(EVIDENCE.map((name, at) => [name, at])) as Record<EvidenceName, number>

export const toRow = (values: EvidenceValues): EvidenceRow =>
  Float64Array.from(EVIDENCE, (name) => values[name])
export const fromRow = (row: EvidenceRow): EvidenceValues =>
  Object.fromEntries(EVIDENCE.map((name, at) => [name, row[at]])) as EvidenceValues

/**
 * What an entry looks like decides what its evidence is worth: a question with its answer, a bare name or question without a body, a
 * document without a question.
 */
export const SHAPES = ['answered', 'bare', 'document'] as const
export type EntryShape = (typeof SHAPES)[number]

const complete = (weights: Record<string, number>): EvidenceValues => ({
  ...(Object.fromEntries(EVIDENCE.map((name) => [name, weights[name] ?? 0])) as EvidenceValues),
  exact: EXACT,
})

/** A question that an editor wrote down word for word is answered by that entry, whatever else is near. Not fitted: beyond doubt. */
const EXACT = 12

/**
 * What each piece of evidence is worth in the score of a hit, by shape of the entry. Fitted by `npm run eval -- tune --data DIR --write`
 * (listwise softmax over the candidates of a query); the file names its run and what it reached on queries it had not seen.
 */
export const RANKING_WEIGHTS: Record<EntryShape, EvidenceValues> = {
  answered: complete(stored.weights.answered),
  bare: complete(stored.weights.bare),
  document: complete(stored.weights.document),
}

export const WEIGHT_ROWS: Record<EntryShape, EvidenceRow> = {
  answered: toRow(RANKING_WEIGHTS.answered),
  bare: toRow(RANKING_WEIGHTS.bare),
  document: toRow(RANKING_WEIGHTS.document),
}
