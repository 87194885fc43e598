import { reactive, readonly } from 'vue'
import { ApiFault, api, ask } from '../api/client.ts'
import type { SignedIn } from '../api/types.ts'
import { tellTabs } from './tabs.ts'

type Locked = { login: string; name: string }
const state = reactive<{
  asked: boolean
  signedIn: SignedIn | null
  ended: boolean
  /** Whose screen is locked; everything behind it stays as it is. */
  locked: Locked | null
}>({ asked: false, signedIn: null, ended: false, locked: null })

/** Who sits at this console. */
export const session = readonly(state)

/** The signed-in person. @throws when nobody is; pages behind the router's guard always have one. */
export const me = (): SignedIn['member'] => {
  if (!state.signedIn) throw new Error('nobody is signed in')
  return state.signedIn.member as SignedIn['member']
}

/** Whether the person may do something; the server checks again, this only decides what is shown. */
export const can = (capability: string): boolean =>
  (state.signedIn?.capabilities as readonly string[] | undefined)?.includes(capability) ?? false

/**
 * Takes what the person may do now, after somebody changed it; the page they are on stays as it is. Of no consequence when the
 * server cannot be reached: it refuses what is not allowed, and the next change asks again.
 */
export const renewRights = async (): Promise<void> => {
  const signedIn = await ask(api.session.$get(), { quiet: true }).catch(() => null)
  if (signedIn && state.signedIn?.member.id === signedIn.member.id) {
    state.signedIn = { ...signedIn, changedUpTo: state.signedIn.changedUpTo }
  }
}

/** What comes after the first proof: in, the phone's code, or setting a phone up. */
export type NextStep = 'in' | 'code' | 'enrol'

const enter = (signedIn: SignedIn): void => {
  state.signedIn = signedIn
  state.asked = true
  state.ended = false
  state.locked = null
  tellTabs({ is: 'signed-in', who: signedIn.member.id })
}

/** Finds out who is signed in, once. @throws ApiFault when the server cannot be reached. */
export const recallSession = async (): Promise<void> => {
  if (state.asked) return
  try {
    enter(await ask(api.session.$get(), { quiet: true }))
  } catch (error) {
    // Locked: the lock screen stands before whatever page was asked for.
    if (!(error instanceof ApiFault) || error.code !== 'unauthenticated') throw error
    state.asked = true
  }
}

type FirstProof = { next: NextStep; signedIn: SignedIn | null }
const goOn = ({ next, signedIn }: FirstProof): NextStep => {
  if (signedIn) enter(signedIn)
  return next
}

/** Signs in by password. @throws ApiFault with the words to show. */
export const signIn = async (login: string, password: string): Promise<NextStep> =>
  goOn(await ask(api.session.$post({ json: { login, password } }), { quiet: true }))

/** Sets the password by the one-time link and signs in. @throws ApiFault with the words to show. */
export const acceptInvite = async (token: string, password: string): Promise<NextStep> =>
  goOn(await ask(api.invite.$post({ json: { token, password } }), { quiet: true }))

/**
 * The code of the phone, or a recovery code. @returns the recovery codes of a new phone, and how to go in: they are read
 * first. @throws ApiFault with the words to show.
 */
export const sendCode = async (
  code: string,
): Promise<{ recoveryCodes: readonly string[] | null; goIn: () => void }> => {
  const { signedIn, recoveryCodes } = await ask(api.session.code.$post({ json: { code } }), { quiet: true })
  return { recoveryCodes, goIn: () => enter(signedIn) }
}

/** A phone to set up before going in. @throws ApiFault with the words to show. */
export const startPhoneAtSignIn = (): Promise<{ secret: string; uri: string }> =>
  ask(api.session.enrol.$post(), { quiet: true })

/** The server no longer knows the session. The page stays as it is, so that nothing typed is lost. */
export const markEnded = (): void => {
  if (state.signedIn) state.ended = true
}

/** Shows the lock screen; whose it is was said by the server or is the person here. */
export const markLocked = (who: Locked | null): void => {
  const { login = '', name = '' } = who ?? state.signedIn?.member ?? {}
  state.locked = { login, name }
  state.asked = true
}

/** Takes what the server says of the session after it was unlocked. Another person must not go on with this page. */
const reenter = (signedIn: SignedIn): void => {
  const before = state.signedIn?.member.id
  if (before === signedIn.member.id) enter(signedIn)
  else window.location.reload()
}

/** Shows again that it is them. @throws ApiFault with the words to show. */
export const unlockScreen = async (proof: { password: string } | { code: string }): Promise<void> =>
  reenter(await ask(api.session.unlock.$post({ json: proof }), { quiet: true }))

/** Another tab has a session of that person: this one, locked or run out, goes on; as somebody else's it begins anew. */
export const joinTab = async (who: string): Promise<void> => {
  const isSame = state.signedIn?.member.id === who
  if (isSame && !state.locked && !state.ended) return
  try {
    const signedIn = await ask(api.session.$get(), { quiet: true })
    // Unlocked by this answer itself, not told to the tabs again.
    if (state.signedIn?.member.id !== signedIn.member.id) return window.location.reload()
    state.signedIn = signedIn
    state.locked = null
    state.ended = false
  } catch {
    // Still locked, or not reachable: stays locked.
  }
}

/** Ends the session on the server and here. @returns the unit's own page where it is ended too, if it came from there. */
export const signOut = async (): Promise<string | null> => {
  const { goTo } = await ask(api.session.$delete(), { quiet: true })
  state.signedIn = null
  state.ended = false
  state.locked = null
  return goTo
}
