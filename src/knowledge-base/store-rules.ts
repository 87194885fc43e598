import type { CityRules, RuleKind } from '../contracts/city-rules.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import {
  isManaged,
  joinItems,
  type ManagedKind,
  type ManagedRules,
  mergeItems,
  parseRules,
  splitItems,
} from './rule-items.ts'
import {
  findNewestFileRule,
  findNewestRule,
  insertRule,
  lockRules,
  type NewRule,
} from './rule-set-repository.ts'

const fromFile = (kind: string, content: string, at: string): NewRule => ({
  ...{ kind, content, at, source: 'file', by: 'import', changeId: '', undoes: '' },
  ...{ what: '城市文件导入', why: '' },
})

/** Where the files of a kind are kept as they were last read, beside the rules in force. */
const seedOf = (kind: ManagedKind): string => `seed:${kind}`

/** What the files changed since they were last read, taken into the rules in force; what a person changed stays. */
const mergeFile = async <K extends ManagedKind>(
  tx: Db,
  kind: K,
  file: ManagedRules[K],
): Promise<{ content: ManagedRules[K]; kept: string[] }> => {
  const newest = await findNewestRule(tx, kind)
  if (!newest) return { content: file, kept: [] }
  // Databases from before seeds were kept hold the files as the newest version of the kind itself.
  const seed = (await findNewestRule(tx, seedOf(kind))) ?? (await findNewestFileRule(tx, kind)) ?? newest
  const items = (content: string) => splitItems(kind, parseRules(kind, JSON.parse(content)))
  const { merged, kept } = mergeItems(items(seed.content), splitItems(kind, file), items(newest.content))
  return { content: joinItems(kind, merged), kept }
}

/**
 * Takes the city's files into the database: each kind becomes a new version when the files changed since they were last read. Pieces
 * (a line, a unit, a category, a route) a person changed meanwhile stay as the person left them and are named in `kept`.
 * Old versions stay: a ticket can be explained by the rules of its day.
 */
export const storeRules = async (
  db: Database,
  rules: CityRules,
  at: string,
): Promise<{ changed: RuleKind[]; kept: string[] }> =>
  db.transaction().execute(async (tx) => {
    // Two processes that start at once take turns here.
    await lockRules(tx)
    const changed: RuleKind[] = []
    const left: string[] = []
    for (const kind of Object.keys(rules) as RuleKind[]) {
      let content: unknown = rules[kind]
      if (isManaged(kind)) {
        const merged = await mergeFile(tx, kind, rules[kind])
        content = merged.content
        left.push(...merged.kept.map((id) => `${kind} ${id}`))
        await insertRule(tx, fromFile(seedOf(kind), JSON.stringify(rules[kind]), at), false)
      }
      const version = await insertRule(tx, fromFile(kind, JSON.stringify(content), at))
      if (version !== null) changed.push(kind)
    }
    return { changed, kept: left }
  })
