import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { SpecialRouteFile } from '../contracts/knowledge-file.ts'
import type { InboundMessage } from '../contracts/message.ts'
import { createSpecialRouteFinder } from '../understanding/detect-special-route.ts'
import { normaliseText } from '../understanding/normalise-text.ts'
import type { Desk } from './desk.ts'

type Finder = (text: string) => SpecialRouteFile | undefined

const finders = new WeakMap<readonly SpecialRouteFile[], Finder>()

/** What stands in the place of words that must not be recorded; the turn is planned from it, also after a crash. */
const markOf = (route: SpecialRouteFile): string => `〔${route.name}：按规定不记录内容〕`

const finderOf = (rules: CityRules): Finder => {
  const known = finders.get(rules.specialRoutes)
  if (known) return known
  const finder = createSpecialRouteFinder(
    rules.specialRoutes.filter((route) => !route.record && !route.danger),
  )
  finders.set(rules.specialRoutes, finder)
  return finder
}

type Reader = Pick<Desk, 'rules' | 'understand' | 'clock'>

/** The route whose content must not be written down, when that is what this text is; danger always is written down. */
export const findUnrecorded = (desk: Reader, text: string): SpecialRouteFile | undefined => {
  const found = finderOf(desk.rules)(normaliseText(text))
  if (!found) return undefined
  return desk.understand(text, desk.clock.now()).specialRoute?.danger ? undefined : found
}

/** The text as it may be kept: itself, or the mark that stands for what must not be recorded. */
export const keepable = (desk: Reader, text: string): string => {
  const route = findUnrecorded(desk, text)
  return route ? markOf(route) : text
}

/** @throws AppError invalid_request with what the route says, for words typed into a form that must not be kept. */
export const mustBeKeepable = (desk: Reader, text: string): void => {
  const route = findUnrecorded(desk, text)
  if (route) throw new AppError('invalid_request', route.says)
}

/**
 * State secrets, business secrets, other people's privacy, accusations against officials (domain rule: stop recording, send to no model):
 * the message is received without its words and files, before anything is stored.
 */
export const leaveUnrecorded = (desk: Reader, inbound: InboundMessage): InboundMessage => {
  const text = keepable(desk, inbound.text)
  return text === inbound.text ? inbound : { ...inbound, text, attachments: [] }
}

/** The route a mark stands for; undefined for everything a citizen wrote. */
export const readUnrecorded = (rules: CityRules, text: string): SpecialRouteFile | undefined =>
  text.startsWith('〔')
    ? rules.specialRoutes.find((route) => !route.record && text === markOf(route))
    : undefined
