import type { CityRules } from '../../contracts/city-rules.ts'
import type { Actor, FileForCitizen } from '../../contracts/ticket.ts'
import { nameDepartment } from '../name-department.ts'
import type { Ticket, TicketStep } from '../ticket.ts'
import { FILE_PURPOSES, type TicketFile } from './ticket-file.ts'

/**
 * Whether somebody who may see the ticket may not see this file of it. A citizen's own photo tells who took it (the window it
 * was taken from, a reflection, handwriting) as their name does: of a confidential ticket it follows name and phone. So does
 * proof of a contact, a picture of a call with its number, on every ticket. Nobody is kept from what they took themselves.
 */
export const isFileHidden = (ticket: Ticket, file: TicketFile, viewer: Actor, isMasked: boolean): boolean => {
  if (!isMasked || (file.actorKind === viewer.kind && file.actorId === viewer.id)) return false
  return file.purpose === 'contact' || (ticket.confidential && file.actorKind === 'citizen')
}

const byWhom = (ticket: Ticket, file: TicketFile): string => {
  if (file.actorKind !== 'citizen') return file.actorName
  return file.ticketId === ticket.id ? '诉求人' : '同一件事的另一位诉求人'
}

/** A paper's name; a unit's own is not compared with what the unit may not know. */
const nameOf = (
  file: TicketFile,
  how: { isMasked: boolean; hide: (text: string) => string; byForm: (text: string) => string },
): string => {
  if (file.kind !== 'pdf') return ''
  if (!how.isMasked) return file.name
  return file.actorKind === 'citizen' ? how.hide(file.name) : how.byForm(file.name)
}

/** A ticket's files for one member of staff. */
export const presentFiles = (
  rules: CityRules,
  ticket: Ticket,
  files: readonly TicketFile[],
  how: {
    viewer: Actor
    isMasked: boolean
    hide: (text: string) => string
    byForm: (text: string) => string
  },
) =>
  files.map((file) => ({
    id: file.id,
    kind: file.kind,
    purpose: file.purpose,
    purposeLabel: FILE_PURPOSES[file.purpose],
    name: nameOf(file, how),
    bytes: file.bytes,
    at: file.at,
    by: byWhom(ticket, file),
    unit: file.unitId === null ? null : nameDepartment(rules, file.unitId),
    stepSeq: file.stepSeq,
    /** Sent by another citizen whose ticket is handled with this one. */
    isOfJoined: file.ticketId !== ticket.id,
    isHidden: isFileHidden(ticket, file, how.viewer, how.isMasked),
  }))

/** The reply's pictures, once the reply is the citizen's; and everything they sent themselves. */
export const filesForCitizen = (
  ticket: Ticket,
  steps: readonly TicketStep[],
  files: readonly TicketFile[],
): TicketFile[] => {
  const reply = ticket.publicReply === null ? undefined : steps.findLast((step) => step.action === 'reply')
  return files.filter(
    (file) =>
      file.actorKind === 'citizen' ||
      (reply !== undefined &&
        file.stepSeq === reply.seq &&
        (file.purpose === 'before' || file.purpose === 'after')),
  )
}

/** As the tracking page shows them: no names of people, no names of files. */
export const presentFilesForCitizen = (
  rules: CityRules,
  ticket: Ticket,
  steps: readonly TicketStep[],
  files: readonly TicketFile[],
): FileForCitizen[] =>
  filesForCitizen(ticket, steps, files).map((file) => ({
    id: file.id,
    kind: file.kind,
    label: file.actorKind === 'citizen' ? '您提供的' : FILE_PURPOSES[file.purpose],
    by: file.actorKind === 'citizen' ? '您' : file.unitId ? nameDepartment(rules, file.unitId) : '12345热线',
    at: file.at,
  }))

/** Whether staff may fetch it: sent, or their own choice that waits to be sent. */
export const isSentOrOwn = (file: TicketFile, actor: Actor): boolean =>
  file.stepSeq !== null || (file.actorKind === actor.kind && file.actorId === actor.id)
