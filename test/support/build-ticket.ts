import type { CityRules } from '../../src/contracts/city-rules.ts'
import type { Clock, CutWords } from '../../src/contracts/ports.ts'
import { type Actor, OpenTicket, type Routing } from '../../src/contracts/ticket.ts'
import { openConversation } from '../../src/conversations/open-conversation.ts'
import { isoNow } from '../../src/platform/clock.ts'
import type { Database } from '../../src/platform/db/schema.ts'
import { newId } from '../../src/platform/id.ts'
import { type Opened, openTicket } from '../../src/tickets/open-ticket.ts'

/** A citizen. */
export const buildCitizen = (id = 'citizen-1'): Actor => ({ kind: 'citizen', id, name: '诉求人' })

/** A member of staff with the given roles, of the given department. */
export const buildStaff = (
  roles: string[],
  departmentId: string | null = null,
  id = `${roles.join('-')}-${departmentId ?? 'desk'}`,
) => ({ kind: 'staff', id, name: `王${id}`, roles, departmentId }) satisfies Actor

/** The input of a complaint about a street lamp. */
export const buildInput = (overrides: Partial<OpenTicket> = {}): OpenTicket =>
  OpenTicket.parse({
    type: 'complaint',
    categoryId: '01-01',
    title: '海棠街道路灯不亮',
    matter: '海棠街道菜场门口三盏路灯一周没亮，晚上看不清路。',
    wish: '修好路灯',
    placeText: '海棠街道菜场门口',
    districtId: 'east-bay',
    contactName: '李小明',
    contactPhone: '13800005678',
    ...overrides,
  })

/** A sure routing to one department; null leaves the ticket with the triage desk. */
export const buildRouting = (departmentId: string | null = 'lights'): Routing => ({
  departmentId,
  coDepartmentIds: [],
  score: departmentId === null ? 0.2 : 0.9,
  why: '类别“路灯照明”在派单目录中由市照明处主办',
  catalogueLineId: departmentId === null ? null : 'lights-general',
  candidates: [{ departmentId: departmentId ?? 'lights', score: 0.9, why: '派单目录' }],
})

/** Opens a ticket with everything it needs; by default in a talk of its own. */
export const buildTicket = async (
  desk: { db: Database; clock: Clock; rules: CityRules; cutWords: CutWords },
  options: {
    input?: Partial<OpenTicket>
    departmentId?: string | null
    conversationId?: string | null
    key?: string
  } = {},
): Promise<Opened & { queryCode: string | null }> => {
  const conversationId = options.conversationId === undefined ? await buildTalk(desk) : options.conversationId
  return openTicket(desk, {
    input: buildInput(options.input),
    routing: buildRouting(options.departmentId === undefined ? 'lights' : options.departmentId),
    citizenId: 'citizen-1',
    conversationId,
    channel: 'web',
    actor: buildCitizen(),
    idempotencyKey: options.key ?? newId(),
  })
}

/** Opens a talk on the web channel. @returns its id. */
export const buildTalk = (desk: { db: Database; clock: Clock }): Promise<string> =>
  desk.db
    .transaction()
    .execute((tx) =>
      openConversation(tx, { channel: 'web', channelUserId: newId(), tokenHash: null }, isoNow(desk.clock)),
    )
