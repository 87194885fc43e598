import type { KnowledgeRow } from '../api/types.ts'

/** Where an entry's words come from, as the assistant cites it: the law where one is known, the unit, and the day the content dates from. */
export const sourceOf = ({ cites, departmentName }: KnowledgeRow): string => {
  const source = cites.source ? `依据：${cites.source} · “${cites.title}”` : `来自知识库“${cites.title}”`
  return [source, cites.department ?? departmentName, `${cites.updatedAt} 更新`].join(' · ')
}
