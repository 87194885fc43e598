import { createHash } from 'node:crypto'
import type { Actor } from '../contracts/ticket.ts'
import { hidesRater } from './rating-privacy.ts'
import type { Ticket } from './ticket.ts'

/** Who to call, as the viewer may see it. `masked` tells the console to say why. */
export type Contact = { name: string; phone: string; masked: boolean }

const DESK_ROLES = ['agent', 'dispatcher']

/** Whether somebody sits at the hotline's desk: takes talks and calls, or dispatches. */
export const isAtDesk = (viewer: Actor): boolean =>
  viewer.kind === 'staff' && viewer.roles.some((role) => DESK_ROLES.includes(role))

/** A name to speak of somebody by, the same for everybody who reads the ticket, and another on their next ticket. */
const aliasOf = (ticket: Ticket): string =>
  `保密诉求人${createHash('sha256').update(ticket.id).digest('hex').slice(0, 4).toUpperCase()}`

/** 138****5678; for shorter numbers the last four stay. Empty stays empty. */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '')
  if (digits === '') return ''
  return digits.length >= 11 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-4)}`
}

/** 张三 → 张*, 欧阳小明 → 欧***. Empty stays empty. */
export const maskName = (name: string): string => {
  const signs = Array.from(name.trim())
  return signs.length === 0 ? '' : `${signs[0]}${'*'.repeat(Math.max(1, signs.length - 1))}`
}

/** Hides long numbers (phones, id cards) that the citizen wrote into the text. */
export const maskNumbers = (text: string): string =>
  text.replace(/\d[\dXx\- ]{5,}[\dXx]/g, (run) =>
    run.replace(/\D/g, '').length >= 7 ? `${run.slice(0, 3)}****${run.slice(-2)}` : run,
  )

/**
 * Whether the viewer sees who wrote. Never for a confidential ticket (保密, PIPL 6 and local law: no leak to those
 * complained about); otherwise the lead department and the hotline's desk, who have to call back.
 */
export const seesContact = (ticket: Ticket, viewer: Actor): boolean => {
  if (ticket.confidential || viewer.kind !== 'staff' || hidesRater(ticket, viewer)) return false
  if (isAtDesk(viewer)) return true
  return viewer.departmentId !== null && viewer.departmentId === ticket.leadDepartmentId
}

/** The contact for this viewer: whole, masked, or an alias when the ticket is confidential. `isGranted`: they were allowed to look. */
export const contactFor = (ticket: Ticket, viewer: Actor, isGranted = false): Contact => {
  if (isGranted || seesContact(ticket, viewer)) {
    return { name: ticket.contactName, phone: ticket.contactPhone, masked: false }
  }
  if (ticket.confidential) return { name: aliasOf(ticket), phone: '', masked: true }
  return { name: maskName(ticket.contactName), phone: maskPhone(ticket.contactPhone), masked: true }
}
