import { findSaidTo } from '../../conversations/message-repository.ts'
import type { Db } from '../../platform/db/schema.ts'
import { dropGap, saveGap } from './gap-repository.ts'

/** An answer called useless or wrong did not answer its question; one called useful did. Of what we only declined nothing is said. */
export const noteRatedGap = async (
  tx: Db,
  rated: {
    messageId: string
    conversationId: string
    verdict: 'useful' | 'useless' | 'wrong'
    entryId: string | null
    at: string
  },
): Promise<void> => {
  const said = await findSaidTo(tx, rated.messageId)
  if (said?.reply.kind !== 'answer') return
  const { conversationId, entryId, at } = rated
  if (rated.verdict === 'useful') await dropGap(tx, said.questionId, ['useless'])
  else
    await saveGap(tx, {
      messageId: said.questionId,
      ...{ conversationId, why: 'useless', entryId, nearestId: entryId, at },
    })
}
