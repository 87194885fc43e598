import { AppError } from '../../contracts/errors.ts'
import type { Clock, CutWords } from '../../contracts/ports.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { moveTicket } from '../move-ticket.ts'
import { reindexTicket } from '../search/index-ticket.ts'
import type { Ticket } from '../ticket.ts'
import { findTicket } from '../ticket-repository.ts'
import { insertContactChange } from './personal-repository.ts'

/** What a citizen may correct of themselves; absent = stays. An empty name or phone takes it out. */
export type Correction = { name?: string; phone?: string; place?: string }

const LABELS = { name: '姓名', phone: '电话', place: '地点' } as const
const COLUMNS = { name: 'contact_name', phone: 'contact_phone', place: 'place_text' } as const
const OLD = { name: 'contactName', phone: 'contactPhone', place: 'placeText' } as const
type Field = keyof typeof LABELS
const FIELDS = Object.keys(LABELS) as Field[]
const PHONE = /^\+?[\d\s-]{5,20}$/

const tidy = (field: Field, value: string): string =>
  field === 'phone' ? value.replace(/[\s-]/g, '') : value.trim()

/**
 * The citizen corrects name, phone or place (PIPL 46). The old value is kept beside the ticket until contact data is erased; staff read
 * that something was corrected, name and phone themselves only where they see them at all, and the unit reads where the place moved.
 * @throws AppError invalid_request where nothing changes or the phone is none; and as `moveTicket`.
 */
export const correctTicket = (
  desk: { db: Database; clock: Clock; cutWords: CutWords },
  c: { ticketId: string; actor: Actor; correction: Correction },
): Promise<Ticket> =>
  desk.db.transaction().execute(async (tx) => {
    const ticket = await findTicket(tx, c.ticketId)
    if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
    const { phone, place } = c.correction
    if (phone?.trim() && !PHONE.test(phone.trim()))
      throw new AppError('invalid_request', '这不像电话号码，请只写数字，或留空表示不留电话。')
    if (place !== undefined && place.trim().length < 2)
      throw new AppError('invalid_request', '地点至少写两个字，承办单位要找得到。')
    const changed = FIELDS.flatMap((field) => {
      const given = c.correction[field]
      const value = given === undefined ? undefined : tidy(field, given)
      return value === undefined || value === ticket[OLD[field]] ? [] : [{ field, value }]
    })
    if (changed.length === 0)
      throw new AppError('invalid_request', '和现在登记的一样，没有改动。请写上要更正的内容。')
    const at = isoNow(desk.clock)
    for (const { field, value } of changed)
      await insertContactChange(tx, {
        id: newId(),
        ticket_id: ticket.id,
        at,
        field,
        old_value: ticket[OLD[field]],
        new_value: value,
      })
    const names = changed.map(({ field }) => LABELS[field]).join('、')
    const moved = changed.find(({ field }) => field === 'place')
    const corrected = await moveTicket(tx, {
      ticketId: ticket.id,
      action: 'correct',
      actor: c.actor,
      publicText: `您更正了${names}。`,
      internalNote: moved ? `地点原来是“${ticket.placeText}”，更正为“${moved.value}”。` : '',
      changes: Object.fromEntries(changed.map(({ field, value }) => [COLUMNS[field], value])),
      at,
    })
    await reindexTicket(tx, desk.cutWords, ticket.id)
    return corrected
  })
