import { createHash } from 'node:crypto'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { saveOrigin } from './learned-wording-repository.ts'

/** 20 bits: a million values. Some four thousand addresses of IPv4 share each, so none can be told from it. */
const HEX_DIGITS = 5

/**
 * Notes where a web talk began, so that one person who opens many talks is one witness of a wording. Only a coarse hash of the network
 * address is kept: enough to tell most people apart, too little to find anybody by.
 */
export const noteOrigin = (
  desk: { db: Db; clock: Clock },
  conversationId: string,
  address: string,
): Promise<void> => {
  const origin = createHash('sha256').update(address).digest('hex').slice(0, HEX_DIGITS)
  return saveOrigin(desk.db, { conversationId, origin, at: isoNow(desk.clock) })
}
