import type { Outcome } from './play-message.ts'

const LABELS: Record<Outcome['kind'], string> = {
  answered: '知识库回答',
  clarified: '反问是哪一件',
  ticket: '登记工单并派单',
  triage: '登记工单，研判台',
  declined: '没有把握',
  handover: '转人工',
  danger: '紧急号码',
  special: '特别渠道',
  notice: '其他说明',
  unfinished: '没有谈完',
  error: '出错',
}
const WHERE_MAX = 40

/** The value below which a share `q` of the sorted numbers lies; 0 when there are none. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

const share = (n: number, of: number): string => `${((100 * n) / Math.max(1, of)).toFixed(1)}%`

const countBy = (outcomes: readonly Outcome[], kind: Outcome['kind']): [string, number][] => {
  const counts = new Map<string, number>()
  for (const o of outcomes.filter((one) => one.kind === kind)) {
    const where = (o.where ?? '').slice(0, 80)
    counts.set(where, (counts.get(where) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, WHERE_MAX)
}

const table = (head: [string, string], rows: [string, number][], total: number): string[] =>
  rows.length === 0
    ? []
    : [
        '',
        `| ${head[0]} | ${head[1]} | 占比 |`,
        '|---|---:|---:|',
        ...rows.map(([name, n]) => `| ${name.replaceAll('|', '/')} | ${n} | ${share(n, total)} |`),
      ]

/** What became of a whole file of messages, as Markdown tables. `ms` = wall time. */
export const writeReport = (
  outcomes: readonly Outcome[],
  run: { file: string; door: string; ms: number; unreadable: number; machine: string },
): string => {
  const turns = outcomes.flatMap((o) => o.turnsMs).sort((a, b) => a - b)
  const kinds = (Object.keys(LABELS) as Outcome['kind'][])
    .map((kind): [string, number] => [LABELS[kind], outcomes.filter((o) => o.kind === kind).length])
    .filter(([, n]) => n > 0)
  const tickets = outcomes.filter((o) => o.kind === 'ticket').length
  return [
    `# 回放 ${run.file}`,
    '',
    `${outcomes.length} 条消息，${turns.length} 轮对话，${(run.ms / 1000).toFixed(1)} 秒；入口：${run.door}；读不出的行：${run.unreadable}。${run.machine}`,
    '',
    `每秒 ${((turns.length * 1000) / Math.max(1, run.ms)).toFixed(1)} 轮；每轮 p50 ${quantile(turns, 0.5).toFixed(1)} ms,p95 ${quantile(turns, 0.95).toFixed(1)} ms,最长 ${(turns.at(-1) ?? 0).toFixed(0)} ms。`,
    ...table(['结果', '条数'], kinds, outcomes.length),
    ...table(['派单单位', '工单'], countBy(outcomes, 'ticket'), tickets),
    ...table(['紧急', '条数'], countBy(outcomes, 'danger'), outcomes.length),
    ...table(['特别渠道', '条数'], countBy(outcomes, 'special'), outcomes.length),
    ...table(['出错', '条数'], countBy(outcomes, 'error'), outcomes.length),
  ].join('\n')
}
