import { api, ask } from '../api/client.ts'
import type { KnowledgeRow, TalkMessage } from '../api/types.ts'

/** What was searched for and what it gave. */
export type Finding = { query: string; rows: KnowledgeRow[] }

const SHOWN = 6
const MESSAGES_BACK = 3
const QUERY_MAX = 200
/** Below this no entry answers the words: "转人工" or "好的" is not a question, the one before it is. For display only. */
const IS_A_QUESTION = 0.3
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
 * Finds what answers the talk: the newest of the citizen's words that an entry really fits. Nothing fits: no rows,
 * because a wrong answer one key away is worse than none.
 */
export const findForTalk = async (words: readonly string[]): Promise<Finding> => {
  for (const query of words) {
    const rows = (await search(query)).filter((row) => (row.score ?? 0) >= WORTH_SHOWING)
    if ((rows[0]?.score ?? 0) >= IS_A_QUESTION) return { query, rows: rows.slice(0, SHOWN) }
  }
  return { query: words[0] ?? '', rows: [] }
}
