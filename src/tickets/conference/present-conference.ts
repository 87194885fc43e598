import type { CityRules } from '../../contracts/city-rules.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { nameDepartment } from '../name-department.ts'
import { type Conference, STANDS } from './conference.ts'

const DESK: readonly string[] = ['agent', 'dispatcher', 'supervisor', 'admin']

/** Who reads a conference: the hotline, and the units that were called to it; nobody else, the designated unit neither. */
export const seesConference = (conference: Conference, viewer: Actor): boolean => {
  if (viewer.kind !== 'staff') return false
  if (viewer.roles.some((role) => DESK.includes(role))) return true
  return conference.voices.some((voice) => voice.unitId === viewer.departmentId)
}

/**
 * A conference for one member of staff, or null where it is not theirs to read. `masked` takes out whoever wrote, `byForm` what looks
 * like an identity: what a unit says is not compared with what it may not know.
 */
export const presentConference = (
  rules: CityRules,
  conference: Conference | null,
  viewer: Actor,
  how: { masked: (text: string) => string; byForm: (text: string) => string },
) => {
  if (!conference || !seesConference(conference, viewer)) return null
  const name = (id: string): string => nameDepartment(rules, id)
  const next = conference.voices.find((voice) => voice.stand === null)
  return {
    question: how.masked(conference.question),
    calledBy: conference.calledBy,
    calledAt: conference.calledAt,
    dueAt: conference.dueAt,
    endedAt: conference.endedAt,
    endedBy: conference.endedBy,
    outcomeUnit: conference.outcomeUnitId === null ? null : name(conference.outcomeUnitId),
    outcomeReason: conference.outcomeReason,
    voices: conference.voices.map((voice) => ({
      unitId: voice.unitId,
      unit: name(voice.unitId),
      stand: voice.stand,
      standLabel: voice.stand === null ? null : STANDS[voice.stand],
      ground: how.byForm(voice.ground),
      basis: how.byForm(voice.basis),
      proposedUnit: voice.proposedUnitId === null ? null : name(voice.proposedUnitId),
      spokenAt: voice.spokenAt,
      spokenBy: voice.spokenBy,
      isOwn: viewer.kind === 'staff' && voice.unitId === viewer.departmentId,
      isNext: voice === next && conference.endedAt === null,
    })),
  }
}
