import type { CityRules } from '../../contracts/city-rules.ts'
import { type Entry, joinSource, splitSource } from '../../contracts/entry.ts'
import type { GuideFields, LegalBasis } from '../../contracts/knowledge-file.ts'
import { isDay } from '../check-entry.ts'
import { categoryOf, departmentOf } from '../name-lookup.ts'

/** A cell that cannot be read, as a sentence. */
export class CellFault extends Error {}

/** One column of the table of entries: how it is told, and what a cell of it says. @throws CellFault from `read`. */
export type EntryColumn = {
  name: string
  tell(entry: Entry, rules: CityRules): string
  read(cell: string, rules: CityRules, entry: Entry): Partial<Entry>
}

const splitLines = (cell: string): string[] => [
  ...new Set(
    cell
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]
const splitWords = (cell: string): string[] => [
  ...new Set(
    cell
      .split(/[、,，;；\n]+/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]

const atMost = (cell: string, name: string, max: number): string => {
  if (cell.length > max) throw new CellFault(`“${name}”最多 ${max} 字，现在 ${cell.length} 字`)
  return cell
}
const allAtMost = (all: string[], name: string, most: number, max: number): string[] => {
  if (all.length > most) throw new CellFault(`“${name}”最多 ${most} 条，现在 ${all.length} 条`)
  return all.map((one) => atMost(one, name, max))
}
const dayOf = (cell: string, name: string): string | null => {
  if (cell === '') return null
  const day = cell.replace(/^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$/, (_, y, m, d) =>
    [y, String(m).padStart(2, '0'), String(d).padStart(2, '0')].join('-'),
  )
  if (!isDay(day)) throw new CellFault(`“${name}”写成 2027-01-31 这样，现在是“${cell.slice(0, 20)}”`)
  return day
}

const tellBasis = (basis: readonly LegalBasis[]): string =>
  basis.map(({ law, article }) => `《${law}》${article ?? ''}`).join('\n')
const readBasis = (cell: string): LegalBasis[] =>
  splitLines(cell).map((line) => {
    const found = /^《(.+?)》\s*(.*)$/u.exec(line)
    if (!found?.[1]) throw new CellFault('“依据”一行一条，写成《法规全名》第几条')
    return { law: found[1], ...(found[2] ? { article: found[2] } : {}) }
  })

const EMPTY_GUIDE: GuideFields = {
  conditions: [],
  materials: [],
  steps: [],
  timeLimit: '',
  fee: '',
  place: '',
  hours: '',
  phone: '',
  online: '',
}
const GUIDE_MAX = 2000

const guideColumn = (
  name: string,
  tell: (guide: GuideFields) => string,
  read: (cell: string) => Partial<GuideFields>,
): EntryColumn => ({
  name,
  tell: ({ guide }) => (guide ? tell(guide) : ''),
  read: (cell, _rules, { guide }) => ({
    guide: { ...(guide ?? EMPTY_GUIDE), ...read(atMost(cell, name, GUIDE_MAX)) },
  }),
})
const listColumn = (name: string, field: 'conditions' | 'steps'): EntryColumn =>
  guideColumn(
    name,
    (guide) => guide[field].join('\n'),
    (cell) => ({ [field]: splitLines(cell) }),
  )
const lineColumn = (
  name: string,
  field: 'timeLimit' | 'fee' | 'place' | 'hours' | 'phone' | 'online',
): EntryColumn =>
  guideColumn(
    name,
    (guide) => guide[field],
    (cell) => ({ [field]: cell }),
  )
const readMaterials = (cell: string): GuideFields['materials'] =>
  splitLines(cell).map((line) => {
    const [name = '', ...note] = line.split('|').map((part) => part.trim())
    return note.length > 0 ? { name, note: note.join('|') } : { name }
  })

/** The parts of a service guide; an entry with none of them is a plain answer, one with some must have all. */
export const GUIDE_COLUMNS: readonly EntryColumn[] = [
  listColumn('办理条件', 'conditions'),
  guideColumn(
    '材料',
    (guide) => guide.materials.map((m) => (m.note ? `${m.name} | ${m.note}` : m.name)).join('\n'),
    (cell) => ({ materials: readMaterials(cell) }),
  ),
  listColumn('流程', 'steps'),
  lineColumn('办理时限', 'timeLimit'),
  lineColumn('收费', 'fee'),
  lineColumn('办理地点', 'place'),
  lineColumn('办理时间', 'hours'),
  lineColumn('咨询电话', 'phone'),
  lineColumn('网上办理', 'online'),
]

const nameDepartment = (rules: CityRules, id: string): string =>
  rules.departments.find((d) => d.id === id)?.name ?? id

const nameCategory = (rules: CityRules, id: string): string =>
  rules.categories.flatMap((c) => [c, ...c.children]).find((c) => c.id === id)?.name ?? ''

/** The table of entries, column by column; the export writes them, the import reads them back. */
export const ENTRY_COLUMNS: readonly EntryColumn[] = [
  {
    name: '标准问',
    tell: (entry) => entry.question,
    read: (cell) => ({ question: atMost(cell.replace(/\s*\n\s*/g, ' '), '标准问', 120) }),
  },
  {
    name: '相似问',
    tell: (entry) => entry.similar.join('\n'),
    read: (cell) => ({ similar: allAtMost(splitLines(cell), '相似问', 50, 100) }),
  },
  { name: '答案', tell: (e) => e.answer, read: (cell) => ({ answer: atMost(cell, '答案', 2000) }) },
  {
    name: '详细说明',
    tell: (e) => e.details,
    read: (cell) => ({ details: atMost(cell, '详细说明', 20_000) }),
  },
  {
    name: '负责单位',
    tell: (entry, rules) => nameDepartment(rules, entry.department),
    read: (cell, rules) => ({ department: departmentOf(rules, cell) }),
  },
  {
    name: '分类',
    tell: (entry, rules) => [entry.category, nameCategory(rules, entry.category)].join(' ').trim(),
    read: (cell, rules) => {
      const id = cell.replace(/\s.*$/u, '')
      return { category: nameCategory(rules, id) === '' ? categoryOf(rules, cell) : id }
    },
  },
  {
    name: '关键词',
    tell: (entry) => entry.keywords.join('、'),
    read: (cell) => ({ keywords: allAtMost(splitWords(cell), '关键词', 50, 30) }),
  },
  {
    name: '生效日',
    tell: (entry) => entry.validFrom ?? '',
    read: (cell) => ({ validFrom: dayOf(cell, '生效日') }),
  },
  {
    name: '有效期到',
    tell: (entry) => entry.validUntil ?? '',
    read: (cell) => ({ validUntil: dayOf(cell, '有效期到') }),
  },
  {
    name: '来源',
    tell: (entry) => splitSource(entry.source).source,
    read: (cell, _rules, entry) => ({
      source: joinSource(atMost(cell, '来源', 280), splitSource(entry.source).day),
    }),
  },
  {
    name: '来源日期',
    tell: (entry) => splitSource(entry.source).day,
    read: (cell, _rules, entry) => ({
      source: joinSource(splitSource(entry.source).source, dayOf(cell, '来源日期') ?? ''),
    }),
  },
  { name: '依据', tell: (entry) => tellBasis(entry.basis), read: (cell) => ({ basis: readBasis(cell) }) },
  ...GUIDE_COLUMNS,
]

export const ID_COLUMN = '编号'
/** What the example row of the empty table begins with. */
export const EXAMPLE = '(示例)'
export const STATE_COLUMN = '状态'
