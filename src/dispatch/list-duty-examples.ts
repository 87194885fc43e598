import type { CityRules } from '../contracts/city-rules.ts'
import { openUnits } from '../tickets/rules-now.ts'
import type { LabelledText } from '../understanding/text-classifier.ts'

/** Before it stands whose duties they are, not what they are. */
const HEADING = /^[^:：]{1,60}[:：]/
const BETWEEN_DUTIES = /[、，,；;。]/
/** A piece of one character names no duty. */
const LEAST_LENGTH = 2

/** The single duties of a sentence that lists them. A whole list teaches less: as one text it is about everything the unit does. */
export const splitDuties = (text: string): string[] =>
  text
    .replace(HEADING, '')
    .split(BETWEEN_DUTIES)
    .map((duty) => duty.trim())
    .filter((duty) => duty.length >= LEAST_LENGTH)

/** What the city's files say each unit in use does, as examples of matters it gets. */
export const listDutyExamples = (rules: CityRules): LabelledText[] =>
  openUnits(rules).flatMap(({ id, duties }) =>
    duties.flatMap(splitDuties).map((text): LabelledText => ({ text, label: id, isTold: true })),
  )
