import type { CityRules } from '../contracts/city-rules.ts'
import { eachPublished } from '../knowledge-base/entry-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { unitNow } from '../tickets/rules-now.ts'
import type { LabelledText } from '../understanding/text-classifier.ts'
import { asLearnedUnit } from './note-decision.ts'

/** A large base is learned from as far as this: it stands beside the history, not in its place. */
const TEXTS_MAX = 10_000

/**
 * What the published entries say each unit answers for: a question, each other wording of it, and the answer under the question as its
 * title, all examples of the unit the entry belongs to today. Documents are left out, they speak of many things.
 */
export const listEntryExamples = async (db: Db, rules: CityRules): Promise<LabelledText[]> => {
  const examples: LabelledText[] = []
  for await (const { id, kind, department, question, similar, answer } of eachPublished(db)) {
    const unit = kind === 'document' ? null : unitNow(rules, department)
    if (!unit) continue
    const told = { label: asLearnedUnit(rules, unit.id), about: `entry:${id}`, isTold: true }
    const wordings = [question, ...similar].map((text): LabelledText => ({ text, ...told }))
    if (examples.length + wordings.length + 1 > TEXTS_MAX) break
    examples.push(...wordings, { title: question, text: answer, ...told })
  }
  return examples
}
