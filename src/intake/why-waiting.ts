import type { Conversation, WaitKind } from '../contracts/conversation.ts'
import { listThread } from '../conversations/message-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { listTicketsOfCitizen } from '../tickets/ticket-repository.ts'
import { soundsAngry } from '../understanding/detect-anger.ts'

const LOOKS_BACK = 12
const TICKETS_BACK = 3
const SAYS_UNSOLVED =
  /没(?:有)?(?:解决|处理|办好|弄好|修好)|还是(?:没|不)(?:行|好|修|办|管)|一直没(?:人)?(?:管|来|修)|又(?:坏|这样)了/

/** Why a citizen who asks for a person asks for one, from what they said and what we answered; the gravest reason counts. */
export const whyWaiting = async (db: Db, talk: Conversation): Promise<{ kind: WaitKind; reason: string }> => {
  const said = (await listThread(db, talk.id, 0, LOOKS_BACK)).filter((m) => m.author === 'citizen')
  if (said.some((m) => soundsAngry(m.text))) return { kind: 'angry', reason: '情绪激动，要求转人工' }
  const tickets = await listTicketsOfCitizen(db, talk.citizenId, TICKETS_BACK)
  const unsolved = tickets.find((t) => t.state === 'verify')
  if (unsolved) return { kind: 'unsolved', reason: `工单 ${unsolved.number} 说没解决` }
  if (said.some((m) => SAYS_UNSOLVED.test(m.text))) return { kind: 'unsolved', reason: '说以前的事没有解决' }
  const { misses } = talk.context
  if (misses > 0) return { kind: 'unsure', reason: `助理 ${misses} 次没有把握，要求转人工` }
  return { kind: 'asked', reason: '市民要求转人工' }
}
