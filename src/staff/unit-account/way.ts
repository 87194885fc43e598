/** What has to be remembered while somebody is away at their unit's sign-in page. */
export type Away = { state: string; nonce: string; verifier: string }

/** Why somebody did not come back signed in: their page is down, it refused, or its answer does not hold. */
export type WhyNot = 'unreachable' | 'refused'

/** The unit's own sign-in did not say who this is. `why` decides what the person is told; the rest is for the log. */
export class NotRecognised extends Error {
  readonly why: WhyNot
  constructor(why: WhyNot, message: string) {
    super(message)
    this.name = 'NotRecognised'
    this.why = why
  }
}

/** A sign-in page of the unit's own. Both calls throw NotRecognised. */
export type Way = {
  name: string
  /** Where to send the person. */
  leave(redirectUri: string, away: Away): Promise<URL>
  /** Who came back, from the address they came back to. */
  recognise(cameBackTo: URL, redirectUri: string, away: Away): Promise<string>
  /** Where the session at the provider is ended; null where it has no such page. */
  leaveForGood(backTo: string): Promise<URL | null>
}
