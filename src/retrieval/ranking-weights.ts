/** The pieces of evidence, each about 0…1 for one candidate and one query. */
export const EVIDENCE = [
  'wordingWord',
  'wordingPair',
  'wordingChar',
  'wholeWord',
  'wholePair',
  'wholeChar',
  'passageWord',
  'passagePair',
  'passageChar',
  'keywords',
  'coveredWord',
  'coveredPair',
  'coveredChar',
  'wordingCovered',
  'order',
  'popularity',
] as const
export type EvidenceName = (typeof EVIDENCE)[number]
export type EvidenceValues = Record<EvidenceName, number>

/** How an editor reads each piece of evidence in "为什么是这一条". */
export const EVIDENCE_LABELS: Record<EvidenceName, string> = {
  wordingWord: '问法里有相同的词',
  wordingPair: '问法里有相同的词组',
  wordingChar: '问法里有相同的字',
  wholeWord: '全文里有相同的词',
  wholePair: '全文里有相同的词组',
  wholeChar: '全文里有相同的字',
  passageWord: '同一段里有相同的词',
  passagePair: '同一段里有相同的词组',
  passageChar: '同一段里有相同的字',
  keywords: '关键词相符',
  coveredWord: '问到的词大多提到',
  coveredPair: '问到的词组大多提到',
  coveredChar: '问到的字大多提到',
  wordingCovered: '问法几乎说全',
  order: '说法顺序一致',
  popularity: '常被问到',
}

/**
 * What each piece of evidence is worth in the score of a hit. Fitted listwise (softmax over the candidates of a query, pulled towards
 * even weights) on the development parts of five public sets at once, each counted alike, and checked on halves it had not seen.
 */
export const RANKING_WEIGHTS: EvidenceValues = {
  wordingWord: 0.04,
  wordingPair: 0.04,
  wordingChar: 0.2,
  wholeWord: 0.05,
  wholePair: 0.09,
  wholeChar: 0.34,
  passageWord: 0.02,
  passagePair: 0.06,
  passageChar: 0.15,
  keywords: 0.06,
  coveredWord: 0.13,
  coveredPair: 0.07,
  coveredChar: 0.1,
  wordingCovered: 0.035,
  order: 0.005,
  popularity: 0.005,
}
