import type { Reply } from '../../src/contracts/message.ts'
import { type Citizen, oneOf, type Staff, type Town } from './open-town.ts'

/** A complaint whose unit is known to the catalogue: street lamps are led by the urban management department. */
export const LAMP = '我要投诉，澄心路12号门口的路灯坏了一个星期没人修，晚上看不见路'

const ANOTHER = '是另一件事'

export type Filed = { citizen: Citizen; number: string; code: string; reply: Reply }

/** The yes to a draft. Another story of this town may have filed the same lamp: this one is another matter. */
export const submit = async (citizen: Citizen): Promise<Reply> => {
  const said = await citizen.say('确认提交')
  const isOffered = said.at(-1)?.options?.some(({ value }) => value === ANOTHER) ?? false
  return oneOf(isOffered ? await citizen.say(ANOTHER) : said, 'ticket')
}

/** A citizen tells a matter, leaves a phone, says yes, and holds number and query code. */
export const fileComplaint = async (town: Town, matter = LAMP, phone = '13800138000'): Promise<Filed> => {
  const citizen = await town.citizen()
  let replies = await citizen.say(matter)
  for (let turn = 0; turn < 4 && replies.at(-1)?.kind === 'collect'; turn++) {
    replies = await citizen.say(replies.at(-1)?.text.includes('手机号') ? phone : '说不清')
  }
  oneOf(replies, 'confirm')
  const reply = await submit(citizen)
  if (!reply.ticket) throw new Error('a ticket reply without number')
  return { citizen, number: reply.ticket.number, code: reply.ticket.queryCode, reply }
}

type Detail = {
  ticket: { version: number; state: string; leadDepartmentId: string | null; departmentName: string | null }
  steps: { action: string; publicText: string; internalNote: string }[]
  actions: string[]
}

/** Does something to a ticket as somebody who has just looked at it. */
export const act = async (
  staff: { ok<T>(method: string, path: string, body?: unknown): Promise<T> },
  number: string,
  action: string,
  body: Record<string, unknown> = {},
): Promise<Detail> => {
  const { ticket } = await staff.ok<Detail>('GET', `/tickets/${number}`)
  return staff.ok<Detail>('POST', `/tickets/${number}/${action}`, { version: ticket.version, ...body })
}

/** The people a reply passes on its way to the citizen, signed in once per town. */
const readers = new WeakMap<Town, Promise<{ leader: Staff; hotline: Staff }>>()
const readersOf = (town: Town): Promise<{ leader: Staff; hotline: Staff }> => {
  const known = readers.get(town)
  if (known) return known
  const opened = Promise.all([town.signIn('urbanlead'), town.signIn('dispatcher')]).then(
    ([leader, hotline]) => ({ leader, hotline }),
  )
  readers.set(town, opened)
  return opened
}

/** The urban management department's reply, signed by its leader and passed by the hotline: the citizen has it. */
export const publish = async (
  town: Town,
  handler: Staff,
  number: string,
  words: { publicReply: string; internalNote?: string; used?: string[] },
): Promise<Detail> => {
  const { leader, hotline } = await readersOf(town)
  await act(handler, number, 'reply', words)
  await act(leader, number, 'sign-reply', { approve: true })
  return act(hotline, number, 'audit', { approve: true })
}
