/** Neighbours vote on the department with a weight that falls steeply with their score. */
const VOTERS = 40
const STEEPNESS = 4

/**
 * The share of the best candidates' votes that each department has, 0…1: what most near entries belong to is likelier what was asked.
 * Candidates must stand best first.
 */
export const pollDepartments = (
  candidates: readonly { entry: { entry: { department: string } }; score: number }[],
): Map<string, number> => {
  const votes = new Map<string, number>()
  const top = candidates[0]?.score ?? 0
  let total = 0
  for (const { entry, score } of candidates.slice(0, VOTERS)) {
    const { department } = entry.entry
    const vote = top > 0 ? (score / top) ** STEEPNESS : 0
    total += vote
    votes.set(department, (votes.get(department) ?? 0) + vote)
  }
  for (const [name, vote] of votes) votes.set(name, name === '' || total === 0 ? 0 : vote / total)
  return votes
}
