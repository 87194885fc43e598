import { cpus, loadavg, totalmem } from 'node:os'

/** The machine in one line, with what else it was doing: a figure without it says nothing. */
export const describeMachine = (): string => {
  const [load = 0] = loadavg()
  const memoryGb = (totalmem() / 2 ** 30).toFixed(0)
  return `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${memoryGb} GB, Node ${process.version}, load before the run ${load.toFixed(1)}`
}

/** The value below which a share `q` of the numbers lies; 0 when there are none. */
export const quantile = (numbers: readonly number[], q: number): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

/** Rows as a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
]
