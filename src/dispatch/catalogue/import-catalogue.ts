import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import { CatalogueLineFile } from '../../contracts/knowledge-file.ts'
import { changeRules, readToChange } from '../../knowledge-base/change-rules.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { isSame } from '../../knowledge-base/rule-items.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { readTable, type TableRow } from '../../platform/tables/read-table.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { DISTRICT } from '../note-decision.ts'
import { checkLine, keyOf, type LineContent } from './check-line.ts'
import { newLineId } from './edit-catalogue.ts'

/** The columns of a catalogue as a table, in order; the export writes them, the import reads them. */
export const COLUMNS = [
  '编号',
  '事项分类',
  '分类名称',
  '属地',
  '关键词',
  '主办单位',
  '协办单位',
  '职责事项',
  '依据',
] as const
const NEEDED = ['事项分类', '主办单位', '依据'] as const
const MOVED_ON = '检查之后目录又改过了，没有导入。请重新检查一遍再导入。'
const OWN_DISTRICT = '事发地所在区县'

/** What one row would do. `wrong`: why it cannot; nothing of it is taken then. */
export type CheckedRow = {
  line: number
  cells: Record<string, string>
  does: 'add' | 'change' | 'same' | 'wrong'
  wrong: string[]
  result: CatalogueLineFile | null
}

const splitWords = (cell: string): string[] => [
  ...new Set(
    cell
      .split(/[、,，;；\s]+/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]

const findUnit = (rules: CityRules, said: string): string => {
  if ([OWN_DISTRICT, '属地', '区县', DISTRICT].includes(said)) return DISTRICT
  const known = rules.departments.find((d) => [d.id, d.name, d.short].includes(said))
  return (known ?? rules.departments.find((d) => d.aliases.includes(said)))?.id ?? said
}

const findCategory = (rules: CityRules, said: string): string => {
  const all = rules.categories.flatMap((branch) => [branch, ...branch.children])
  return (all.find((c) => c.id === said) ?? all.find((c) => c.name === said))?.id ?? said
}

const toContent = (rules: CityRules, cells: Record<string, string>): LineContent => {
  const place = cells.属地 ?? ''
  const district = rules.city.districts.find((d) => [d.id, d.name, ...d.aliases].includes(place))
  const duty = (cells.职责事项 ?? '').slice(0, 500)
  return {
    category: findCategory(rules, cells.事项分类 ?? ''),
    ...(place === '' || place === '全市' ? {} : { place: district?.id ?? place }),
    when: splitWords(cells.关键词 ?? ''),
    lead: findUnit(rules, cells.主办单位 ?? ''),
    co: splitWords(cells.协办单位 ?? '').map((unit) => findUnit(rules, unit)),
    ...(duty === '' ? {} : { duty }),
    basis: cells.依据 ?? '',
  }
}

/** One row against the catalogue as it is and the rows before it. */
const checkRow = (
  rules: CityRules,
  row: TableRow,
  lines: readonly CatalogueLineFile[],
  earlier: ReadonlyMap<string, number>,
): CheckedRow => {
  const content = toContent(rules, row.cells)
  const id = row.cells.编号 ?? ''
  const named = lines.find((line) => line.id === id)
  // Without a number the same category, place and words are the same line: imported twice it is not there twice.
  const before = id === '' ? lines.find((line) => keyOf(line) === keyOf(content)) : named
  const wrong: string[] = []
  if (id !== '' && !named) wrong.push(`目录里没有编号“${id}”；新增的话编号留空`)
  if (content.lead === '') wrong.push('没有写主办单位')
  const keys = [keyOf(content), ...(before ? [before.id] : [])]
  const twice = keys.map((key) => earlier.get(key)).find((line) => line !== undefined)
  if (twice !== undefined) wrong.push(`和第 ${twice} 行重复`)
  const others = lines.filter((line) => line.id !== before?.id)
  wrong.push(...checkLine(rules, content, others))
  const parsed = CatalogueLineFile.safeParse({ ...content, id: before?.id ?? newLineId('00-00') })
  if (!parsed.success && wrong.length === 0) wrong.push('有一格的内容不合格，请对照导出的格式')
  if (wrong.length > 0 || !parsed.success) return { ...row, does: 'wrong', wrong, result: null }
  const does = before ? (isSame(before, parsed.data) ? 'same' : 'change') : 'add'
  return { ...row, does, wrong, result: parsed.data }
}

/** Reads a table against the catalogue in force; changes nothing. @throws AppError as `readTable`. */
export const checkImport = async (
  desk: ActionDesk,
  bytes: Uint8Array,
): Promise<{ version: number; rows: CheckedRow[] }> => {
  const rows = await readTable(bytes, NEEDED)
  const { version, content } = await readRuleInForce(desk.db, 'catalogue')
  const earlier = new Map<string, number>()
  const checked: CheckedRow[] = []
  for (const row of rows) {
    const found = checkRow(desk.rules, row, content.lines, earlier)
    checked.push(found)
    if (!found.result) continue
    earlier.set(keyOf(found.result), found.line)
    earlier.set(found.result.id, found.line)
  }
  return { version, rows: checked }
}

/**
 * Imports a table: lines are added and changed as one version, none is taken out. With wrong rows nothing is imported unless
 * `onlyRight` was chosen. @throws AppError invalid_request naming the rows; conflict when the catalogue changed since it was checked.
 */
export const importCatalogue = async (
  desk: ActionDesk,
  asked: { bytes: Uint8Array; onlyRight: boolean; seen: number; why: string; by: string },
): Promise<{ version: number; added: number; changed: number; same: number; left: number }> => {
  const { version, rows } = await checkImport(desk, asked.bytes)
  if (version !== asked.seen) throw new AppError('conflict', MOVED_ON)
  const count = (does: CheckedRow['does']): number => rows.filter((row) => row.does === does).length
  const [added, changed, same, left] = [count('add'), count('change'), count('same'), count('wrong')]
  if (left > 0 && !asked.onlyRight) {
    throw new AppError(
      'invalid_request',
      `有 ${left} 行不对，一行都没有导入。请改好再导入，或选“只导入正确的 ${added + changed} 行”。`,
      { lines: rows.filter((row) => row.does === 'wrong').map(({ line, wrong }) => ({ line, wrong })) },
    )
  }
  if (added + changed === 0) return { version, added, changed, same, left }
  const made = await desk.db.transaction().execute(async (tx) => {
    if ((await readToChange(tx, 'catalogue')).version !== version) throw new AppError('conflict', MOVED_ON)
    return changeRules(
      tx,
      'catalogue',
      {
        changeId: newId(),
        what: `导入：新增 ${added} 条，修改 ${changed} 条`,
        why: asked.why.trim(),
        by: asked.by,
        at: isoNow(desk.clock),
      },
      (items) => {
        for (const { does, result } of rows) {
          if (!result || does === 'same') continue
          const id = does === 'add' ? newLineId(result.category) : result.id
          items.set(id, { ...result, id })
        }
        return items
      },
    )
  })
  return { version: made, added, changed, same, left }
}

/** The catalogue as a table: what `importCatalogue` reads back without a change. */
export const tableOf = (rules: CityRules, lines: readonly CatalogueLineFile[]): string[][] => {
  const unit = (id: string): string => (id === DISTRICT ? OWN_DISTRICT : nameDepartment(rules, id))
  const all = rules.categories.flatMap((branch) => [branch, ...branch.children])
  const rows = lines.map((line) => [
    line.id,
    line.category,
    all.find((c) => c.id === line.category)?.name ?? '',
    rules.city.districts.find((d) => d.id === line.place)?.name ?? '',
    line.when.join('、'),
    unit(line.lead),
    line.co.map(unit).join('、'),
    line.duty ?? '',
    line.basis,
  ])
  return [[...COLUMNS], ...rows]
}
