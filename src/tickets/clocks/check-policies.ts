import type { z } from 'zod'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { DeadlineFile, DeadlinesFile } from '../../contracts/knowledge-file.ts'
import type { Checked } from './check-calendar.ts'

const scopeOf = (p: DeadlineFile): string =>
  [p.stage, p.type, p.category ?? '', p.urgency, p.channel ?? '', p.region ?? ''].join('|')

const END = '9999-12-31'
const overlap = (a: DeadlineFile, b: DeadlineFile): boolean =>
  a.effectiveFrom <= (b.effectiveUntil ?? END) && b.effectiveFrom <= (a.effectiveUntil ?? END)

/**
 * Whether a policy table can be right: every id once, categories and districts that exist, and for each scope one rule
 * on any day. Two rules of one scope that overlap are refused unless the later one takes over from its first day on.
 */
export const checkPolicies = (
  file: z.infer<typeof DeadlinesFile>,
  rules: Pick<CityRules, 'categories' | 'city'>,
): Checked => {
  const mistakes: string[] = []
  const warnings: string[] = []
  const categories = new Set(rules.categories.flatMap((c) => [c.id, ...c.children.map((leaf) => leaf.id)]))
  const districts = new Set(rules.city.districts.map((d) => d.id))
  const ids = new Set<string>()
  for (const p of file.policies) {
    if (ids.has(p.id)) mistakes.push(`规则 ${p.id} 写了两次`)
    ids.add(p.id)
    if (p.category !== undefined && !categories.has(p.category)) {
      mistakes.push(`规则 ${p.id} 的分类 ${p.category} 不在诉求分类里`)
    }
    if (p.region !== undefined && !districts.has(p.region)) {
      mistakes.push(`规则 ${p.id} 的地区 ${p.region} 不在本市的区里`)
    }
    if (p.effectiveUntil !== undefined && p.effectiveUntil < p.effectiveFrom) {
      mistakes.push(`规则 ${p.id} 的失效日在生效日之前`)
    }
  }
  file.policies.forEach((a, i) => {
    for (const b of file.policies.slice(i + 1)) {
      if (scopeOf(a) !== scopeOf(b) || !overlap(a, b)) continue
      if (a.effectiveFrom === b.effectiveFrom) mistakes.push(`规则 ${a.id} 和 ${b.id} 管同样的事、同一天生效`)
      else warnings.push(`规则 ${a.id} 和 ${b.id} 管同样的事，重叠的日子用后生效的一条`)
    }
  })
  for (const stage of ['sign', 'reply'] as const) {
    const covers = file.policies.some((p) => p.stage === stage && p.type === 'any' && p.urgency === 'any')
    if (!covers)
      warnings.push(`没有适用于所有工单的${stage === 'sign' ? '签收' : '答复'}时限，未列明的按默认时限`)
  }
  return { mistakes, warnings }
}
