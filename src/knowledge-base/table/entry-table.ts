import type { CityRules } from '../../contracts/city-rules.ts'
import type { Entry } from '../../contracts/entry.ts'
import type { Db } from '../../platform/db/schema.ts'
import { cellText } from '../../platform/tables/guard-cell.ts'
import { eachInUse } from '../entry-repository.ts'
import { ENTRY_COLUMNS, EXAMPLE, ID_COLUMN, STATE_COLUMN } from './entry-columns.ts'

const STATES = { published: '已发布', draft: '草稿', retired: '已停用' } as const

const HEAD = [ID_COLUMN, ...ENTRY_COLUMNS.map((column) => column.name), STATE_COLUMN]

/** Entries as a table: what `checkTable` reads back without a change. Documents are not in it: they are quoted, not rewritten. */
export const tableOf = (rules: CityRules, entries: readonly Entry[]): string[][] => [
  HEAD,
  ...entries
    .filter(({ document }) => document === null)
    .map((entry) => [
      entry.id,
      ...ENTRY_COLUMNS.map((column) => cellText(column.tell(entry, rules))),
      STATES[entry.state],
    ]),
]

/** All entries in use or in draft as a table. */
export const exportTable = async (db: Db, rules: CityRules): Promise<string[][]> => {
  const entries: Entry[] = []
  for await (const entry of eachInUse(db)) entries.push(entry)
  return tableOf(rules, entries)
}

/** An empty table to fill in, with one row that shows how. */
export const templateTable = (rules: CityRules): string[][] => {
  const unit = rules.departments.find((d) => d.closedOn === undefined)
  const leaf = rules.categories[0]?.children[0]
  const shown: Record<string, string> = {
    标准问: `${EXAMPLE}居住证怎么办`,
    相似问: '办居住证要什么\n暂住证在哪办',
    答案: '一两句话说清楚，先说结论，再说条件。',
    负责单位: unit?.name ?? '',
    分类: leaf ? `${leaf.id} ${leaf.name}` : '',
    关键词: '居住证、暂住证',
    有效期到: '2027-12-31',
    来源: '《居住证办理规定》',
    来源日期: '2026-03-01',
    依据: '《居住证暂行条例》第二条',
  }
  return [HEAD, HEAD.map((name) => shown[name] ?? '')]
}
