import { api, ask } from '../api/client.ts'
import type { KnowledgeRow, TalkMessage } from '../api/types.ts'

/** What was searched for and what it gave. */
export type Finding = { query: string; rows: KnowledgeRow[] }

const SHOWN = 6
const MESSAGES_BACK = 3
const QUERY_MAX = 200
/** Entries less likely than this only push the likely ones out of sight. */
const WORTH_SHOWING = 0.02

const search = async (q: string): Promise<KnowledgeRow[]> =>
  (await ask(api.knowledge.$get({ query: { q } }))).rows.filter((row) => row.state === 'published')

/** The citizen's last words that may be a question, newest first. */
export const lastWords = (messages: readonly TalkMessage[]): string[] =>
  messages
    .filter((message) => message.author === 'citizen')
    .slice(-MESSAGES_BACK)
    .reverse()
    .map((message) => message.text.slice(0, QUERY_MAX))

/** Finds by the agent's own words: everything the knowledge base has for them. */
export const findByWords = async (words: string): Promise<Finding> => {
  const query = words.slice(0, QUERY_MAX)
  return { query, rows: (await search(query)).slice(0, SHOWN) }
}

/**
 * Finds what answers the talk. The front desk's own decision says which of the citizen's last words are a question:
 * the newest it would answer, or else the newest it would ask back about; "转人工" and "好的" are neither. No question,
 * no rows: a wrong answer one key away is worse than none.
 */
export const findForTalk = async (words: readonly string[]): Promise<Finding> => {
  let doubtful = ''
  let query = ''
  for (const text of words) {
    const { decision } = await ask(api.knowledge.try.$post({ json: { text } }))
    if (decision === 'answer') query = text
    if (query) break
    if (decision === 'clarify') doubtful ||= text
  }
  query ||= doubtful
  if (!query) return { query: words[0] ?? '', rows: [] }
  const likely = (await search(query)).filter((row) => (row.score ?? 0) >= WORTH_SHOWING)
  return { query, rows: likely.slice(0, SHOWN) }
}
