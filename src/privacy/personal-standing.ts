import { DateTime } from 'luxon'
import type { CityRules } from '../contracts/city-rules.ts'
import type { PersonalStanding } from '../contracts/personal.ts'
import type { Db } from '../platform/db/schema.ts'
import { findErasureOf } from '../tickets/protection/personal-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { isOver } from './erase-ticket.ts'

const TAIL = 4
const tailOf = (phone: string): string => phone.replace(/\D/g, '').slice(-TAIL)

/**
 * Whether more than number and code is asked for before a person's data is shown or changed: of a confidential ticket (保密) the code alone,
 * photographed or read out to somebody, would name who wrote.
 */
export const needsTail = (ticket: Pick<Ticket, 'confidential' | 'contactPhone'>): boolean =>
  ticket.confidential && tailOf(ticket.contactPhone).length === TAIL

/** The sentence that refuses a wrong tail, or null. */
export const refuseTail = (ticket: Ticket, tail: string): string | null =>
  !needsTail(ticket) || tail.trim() === tailOf(ticket.contactPhone)
    ? null
    : '这是保密工单，请填写您登记的电话后四位。填的和登记的对不上，没有做任何改动。'

const sayDay = (iso: string, days: number, rules: CityRules): string =>
  DateTime.fromISO(iso).setZone(rules.calendar.timezone).plus({ days }).toFormat('yyyy年M月d日')

const sayUntil = (ticket: Ticket, term: { days: number; basis: string }, rules: CityRules): string => {
  if (!isOver(ticket)) return `办结后再保存 ${term.days} 天`
  return ticket.closedAt === null
    ? `结束后再保存 ${term.days} 天`
    : `保存到 ${sayDay(ticket.closedAt, term.days, rules)}`
}

/** What is kept of a ticket's citizen, until when, and how their request to be erased stands. */
export const standOfPersonal = async (
  db: Db,
  rules: CityRules,
  ticket: Ticket,
): Promise<PersonalStanding> => {
  const { contacts, transcripts, access } = rules.city.retention
  const asked = await findErasureOf(db, ticket.id)
  return {
    needsTail: needsTail(ticket),
    hasName: ticket.contactName !== '',
    hasPhone: ticket.contactPhone !== '',
    kept: [
      { what: '您的姓名、电话、照片和内容里的身份信息', until: sayUntil(ticket, contacts, rules) },
      ...(ticket.conversationId === null
        ? []
        : [{ what: '提交时的对话', until: sayUntil(ticket, transcripts, rules) }]),
      { what: '办理经过和答复（不含身份信息）', until: '按档案管理规定保存' },
      { what: '工作人员查看、操作的记录', until: `每条保存 ${access.days} 天` },
    ],
    erasure: asked
      ? { state: asked.state, askedAt: asked.asked_at, note: asked.note, erasedAt: asked.erased_at }
      : null,
  }
}
