import { z } from 'zod'
import type { Clock } from '../../contracts/ports.ts'
import { type SignInSettings, UnitWay } from '../../contracts/sign-in.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { hashSecret, newSecret, sameSecret } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import type { Log } from '../../platform/log.ts'
import type { SignInFrom } from '../open-session.ts'
import { afterFirstProof, type SignInOutcome } from '../sign-in.ts'
import { insertStep, takeStep } from '../sign-in-step-repository.ts'
import { findStaff } from '../staff-repository.ts'
import { createCodeWay } from './code-way.ts'
import { createOidcWay } from './oidc-way.ts'
import { findByUnitAccount } from './unit-account-repository.ts'
import { NotRecognised, type Way, type WhyNot } from './way.ts'

type Desk = { db: Database; clock: Clock; log: Log }
export type Ways = Partial<Record<UnitWay, Way>>

/** The ways that are configured. */
export const openWays = ({ oidc, code }: SignInSettings, clock: Clock): Ways => ({
  ...(oidc ? { oidc: createOidcWay(oidc) } : {}),
  ...(code ? { code: createCodeWay(code, clock) } : {}),
})

const AwayData = z.object({
  way: UnitWay,
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
})

/** Only a path of our own pages: an address from elsewhere must not be where a sign-in leads. */
const ownPath = (next: string): string => (/^\/(?![/\\])[\w\-./?=&%]*$/.test(next) ? next.slice(0, 300) : '/')

/**
 * Sends somebody to their unit's sign-in page. @returns its address and the secret of this browser's errand, for a cookie.
 * @throws NotRecognised when the page cannot be reached.
 */
export const goAway = async (
  desk: Desk,
  kind: UnitWay,
  way: Way,
  to: { redirectUri: string; next: string },
): Promise<{ url: URL; errand: string }> => {
  const away = { state: newSecret(), nonce: newSecret(), verifier: newSecret() }
  const url = await way.leave(to.redirectUri, away)
  const errand = newSecret()
  await desk.db.transaction().execute((tx) =>
    insertStep(tx, {
      tokenHash: hashSecret(errand),
      kind: 'away',
      staffId: null,
      data: JSON.stringify({ way: kind, ...away, next: ownPath(to.next) }),
      at: isoNow(desk.clock),
      expiresAt: isoAfter(desk.clock, LIMITS.signInStepMs),
    }),
  )
  return { url, errand }
}

export type CameBack =
  | { outcome: SignInOutcome; next: string }
  /** `not-opened`: recognised there, but no account here. `too-late`: this browser was not on such an errand (any more). */
  | { outcome: null; why: WhyNot | 'not-opened' | 'too-late' }

/**
 * Somebody came back from their unit's sign-in page: only the browser that was sent, once, with the state it was sent with.
 * Nobody gets an account by coming; the second step is asked here as after a password.
 */
export const comeBack = async (
  desk: Desk,
  kind: UnitWay,
  way: Way,
  at: { errand: string; url: URL; redirectUri: string; from: SignInFrom },
): Promise<CameBack> => {
  const step = await desk.db
    .transaction()
    .execute((tx) => takeStep(tx, hashSecret(at.errand), isoNow(desk.clock)))
  const data = step?.kind === 'away' ? AwayData.parse(JSON.parse(step.data)) : null
  const state = at.url.searchParams.get('state') ?? ''
  if (data?.way !== kind || !sameSecret(state, data.state)) return { outcome: null, why: 'too-late' }
  try {
    const subject = await way.recognise(at.url, at.redirectUri, data)
    const staffId = await findByUnitAccount(desk.db, kind, subject)
    const member = staffId ? await findStaff(desk.db, staffId) : null
    if (!member) return { outcome: null, why: 'not-opened' }
    const outcome = await afterFirstProof(desk, member, at.from, { way: kind, attemptKey: null })
    return { outcome, next: data.next }
  } catch (error) {
    if (!(error instanceof NotRecognised)) throw error
    desk.log.warn({ way: kind, why: error.why, detail: error.message }, 'sign-in at the unit failed')
    return { outcome: null, why: error.why }
  }
}
