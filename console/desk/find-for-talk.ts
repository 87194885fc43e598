import { api, ask } from '../api/client.ts'
import type { KnowledgeRow, TalkMessage } from '../api/types.ts'

/** What was searched for and what it gave; `messageId` where it was the citizen's own words. */
export type Finding = { query: string; rows: KnowledgeRow[]; messageId?: string }

const SHOWN = 6
const MESSAGES_BACK = 3
const QUERY_MAX = 200
/** Entries less likely than this only push the likely ones out of sight. */
const WORTH_SHOWING = 0.02

const search = async (q: string): Promise<KnowledgeRow[]> =>
  (await ask(api.knowledge.$get({ query: { q } }))).rows.filter((row) => row.state === 'published')

/** One message of the citizen. */
export type Words = { id: string; text: string }

/** The citizen's last words that may be a question, newest first. */
export const lastWords = (messages: readonly TalkMessage[]): Words[] =>
  messages
    .filter((message) => message.author === 'citizen')
    .slice(-MESSAGES_BACK)
    .reverse()
    .map(({ id, text }) => ({ id, text: text.slice(0, QUERY_MAX) }))

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
export const findForTalk = async (words: readonly Words[]): Promise<Finding> => {
  let doubtful: Words | undefined
  let asked: Words | undefined
  for (const said of words) {
    const { decision } = await ask(api.knowledge.try.$post({ json: { text: said.text } }))
    if (decision === 'answer') asked = said
    if (asked) break
    if (decision === 'clarify') doubtful ??= said
  }
  asked ??= doubtful
  if (!asked) return { query: words[0]?.text ?? '', rows: [] }
  const likely = (await search(asked.text)).filter((row) => (row.score ?? 0) >= WORTH_SHOWING)
  return { query: asked.text, rows: likely.slice(0, SHOWN), messageId: asked.id }
}
