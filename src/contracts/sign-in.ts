import { z } from 'zod'
import { Role } from './staff.ts'

/** Settings of signing in. `secretKey` null = no second step can be set up. */
export type SignInSettings = {
  secretKey: string | null
}

/** What the city asks of everybody who signs in; kept as data, set by administrators. */
export const SignInRules = z.object({
  /** Roles that must show a code besides the password. */
  secondStepRoles: z.array(Role),
})
export type SignInRules = z.infer<typeof SignInRules>

/** Where nothing was set. */
export const SIGN_IN_DEFAULTS: SignInRules = { secondStepRoles: [] }
