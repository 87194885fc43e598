import type { z } from 'zod'
import { readChannel } from '../contracts/channel-rules.ts'
import type { Desk } from '../intake/desk.ts'
import { sayPaused } from '../intake/pause.ts'
import { readRuleInForce } from '../knowledge-base/read-rules.ts'
import type { DoorView } from './public-contracts.ts'

/** What stands on top of the chat page under the rules this process has. */
export const viewDoor = (desk: Pick<Desk, 'rules' | 'publicBaseUrl'>): z.infer<typeof DoorView> => ({
  announcement: readChannel(desk.rules, 'web').announcement || null,
  paused: sayPaused(desk, 'web'),
})

/** The same under the rules in the database: an open page hears of a change before every process has taken it in. */
export const viewDoorNow = async (
  desk: Pick<Desk, 'db' | 'rules' | 'publicBaseUrl'>,
): Promise<z.infer<typeof DoorView>> => {
  const { content: channels } = await readRuleInForce(desk.db, 'channels')
  return viewDoor({ ...desk, rules: { ...desk.rules, channels } })
}
