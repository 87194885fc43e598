/** What one query got, beside what it should have got. `gold` empty = the corpus has no answer. */
export type Judged = {
  gold: readonly string[]
  hitIds: readonly string[]
  decision: 'answer' | 'clarify' | 'none'
  ms: number
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** The share of answerable queries with a right entry among the first `k` hits. */
export const recallAt = (judged: readonly Judged[], k: number): number => {
  const answerable = judged.filter(({ gold }) => gold.length > 0)
  const right = answerable.filter(({ gold, hitIds }) => hitIds.slice(0, k).some((id) => gold.includes(id)))
  return share(right.length, answerable.length)
}

/** Declining as a detection task: of all declined, how many had no answer; of all without answer, how many were declined. */
export const declineQuality = (judged: readonly Judged[]): { precision: number; recall: number } => {
  const declined = judged.filter(({ decision }) => decision === 'none')
  const unanswerable = judged.filter(({ gold }) => gold.length === 0)
  const rightly = declined.filter(({ gold }) => gold.length === 0).length
  return { precision: share(rightly, declined.length), recall: share(rightly, unanswerable.length) }
}

/** Of all answers given, the share that cited a right entry. */
export const answerPrecision = (judged: readonly Judged[]): number => {
  const answered = judged.filter(({ decision }) => decision === 'answer')
  return share(answered.filter(({ gold, hitIds }) => gold.includes(hitIds[0] ?? '')).length, answered.length)
}

/** One Markdown table row per named group of queries. */
export const printTable = (groups: readonly (readonly [string, readonly Judged[]])[]): string => {
  const percent = (value: number): string => value.toFixed(3)
  const rows = groups.map(([name, judged]) => {
    const decline = declineQuality(judged)
    const times = judged.map(({ ms }) => ms).sort((a, b) => a - b)
    const cells = [
      name,
      String(judged.length),
      ...[1, 3, 5].map((k) => percent(recallAt(judged, k))),
      percent(share(judged.filter(({ decision }) => decision === 'answer').length, judged.length)),
      percent(answerPrecision(judged)),
      percent(decline.precision),
      percent(decline.recall),
      (times[Math.floor(times.length / 2)] ?? 0).toFixed(2),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| set | n | R@1 | R@3 | R@5 | answered | answer precision | decline precision | decline recall | p50 ms |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
