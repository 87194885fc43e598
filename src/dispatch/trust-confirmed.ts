import type { CityRules } from '../contracts/city-rules.ts'
import { leafNow } from '../tickets/rules-now.ts'
import type { RankedMatter } from './classify-matter.ts'

/** The share of certainty that goes to the category in the draft the citizen said yes to. */
const CONFIRMED_SHARE = 0.15
/** 表扬: goes to the hotline, whatever it praises. */
const PRAISE = '99-02'

/**
 * Leans the ranking towards the category the citizen saw in the draft and confirmed. Only leans: most people do not
 * check a category, so the words of the matter still count for more. One that the desk decided on (`isDecided`) is the category.
 */
export const trustConfirmed = (
  rules: CityRules,
  ranked: readonly RankedMatter[],
  categoryId: string | undefined,
  isDecided = false,
): RankedMatter[] => {
  // A draft may name a category that went out of use while it was talked through.
  const leaf = categoryId === undefined ? null : leafNow(rules, categoryId)
  if (!leaf) return [...ranked]
  if (leaf.id === PRAISE || (isDecided && !leaf.id.startsWith('99')))
    return [{ categoryId: leaf.id, name: leaf.name, score: 1, keywords: [] }]
  // 建议 and 其他 say nothing about the matter: its own words decide.
  if (leaf.id.startsWith('99')) return [...ranked]
  const rest = ranked.map((r) => ({ ...r, score: r.score * (1 - CONFIRMED_SHARE) }))
  const known = rest.find((r) => r.categoryId === leaf.id)
  if (known) known.score += CONFIRMED_SHARE
  else rest.push({ categoryId: leaf.id, name: leaf.name, score: CONFIRMED_SHARE, keywords: [] })
  return rest.sort((a, b) => b.score - a.score)
}
