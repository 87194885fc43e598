import { reactive, readonly } from 'vue'
import { ApiFault, api, ask } from '../api/client.ts'
import type { SignedIn } from '../api/types.ts'

const state = reactive<{ asked: boolean; signedIn: SignedIn | null; ended: boolean }>({
  asked: false,
  signedIn: null,
  ended: false,
})

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

/** What comes after the first proof: in, the phone's code, or setting a phone up. */
export type NextStep = 'in' | 'code' | 'enrol'

const enter = (signedIn: SignedIn): void => {
  state.signedIn = signedIn
  state.asked = true
  state.ended = false
}

/** Finds out who is signed in, once. @throws ApiFault when the server cannot be reached. */
export const recallSession = async (): Promise<void> => {
  if (state.asked) return
  try {
    enter(await ask(api.session.$get(), { quiet: true }))
  } catch (error) {
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

/** Ends the session on the server and here. */
export const signOut = async (): Promise<void> => {
  await ask(api.session.$delete(), { quiet: true })
  state.signedIn = null
  state.ended = false
}
