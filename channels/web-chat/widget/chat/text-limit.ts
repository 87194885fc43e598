import type { MESSAGE_TEXT_MAX } from '../../../../src/contracts/message.ts'

/** The server's own limit; taken as a type so that the validation library stays out of the citizen's download. */
export const TEXT_MAX: typeof MESSAGE_TEXT_MAX = 5000

/** From here on the person is told how much room is left. */
export const TEXT_NEAR_MAX = 4500
