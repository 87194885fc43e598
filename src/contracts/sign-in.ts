import { z } from 'zod'
import { Role } from './staff.ts'

/** An OpenID Connect provider of the unit's own. */
export type OidcSettings = {
  /** What the button on the sign-in page calls it. */
  name: string
  issuer: string
  clientId: string
  clientSecret: string | null
  scope: string
  /** The claim that names the person; it must be one they cannot change themselves. */
  claim: string
}

/**
 * A sign-in page that gives a code and no OpenID Connect (企业微信, 钉钉, 浙政钉): where people are sent, and which requests turn the
 * code into who they are. `{code}`, `{redirect_uri}` and whatever an earlier step took stand in urls, headers and bodies.
 */
export const CodeWaySettings = z.strictObject({
  name: z.string().trim().min(1).max(30),
  /** The page; the names under which it takes our address and the state are added to it. */
  authorize: z.strictObject({
    url: z.url(),
    redirectParameter: z.string().default('redirect_uri'),
    stateParameter: z.string().default('state'),
  }),
  /** The name of the parameter the code comes back in; 钉钉 calls it authCode. */
  codeParameter: z.string().default('code'),
  /** 专有钉钉 and 浙政钉 want every request signed with the app's key. */
  hmacAuth: z.strictObject({ apiKey: z.string().min(1), secret: z.string().min(1) }).optional(),
  steps: z
    .array(
      z.strictObject({
        method: z.enum(['GET', 'POST']),
        url: z.string().regex(/^https?:\/\//, 'a whole address, beginning with https://'),
        headers: z.record(z.string(), z.string()).default({}),
        /** A POST's body: one of the two, or none. */
        json: z.record(z.string(), z.unknown()).optional(),
        form: z.record(z.string(), z.string()).optional(),
        /** Name → where its value stands in the answer, dots between; the last step takes `subject`. */
        take: z.record(z.string().regex(/^[a-zA-Z]\w*$/), z.string().min(1)),
      }),
    )
    .min(1)
    .max(4)
    .refine((steps) => steps.at(-1)?.take.subject !== undefined, 'the last step must take `subject`'),
})
export type CodeWaySettings = z.infer<typeof CodeWaySettings>

/** Settings of signing in. `secretKey` null = no second step can be set up; null ways are not offered. */
export type SignInSettings = {
  secretKey: string | null
  oidc: OidcSettings | null
  code: CodeWaySettings | null
}

/** The ways in through a page of the unit's own. */
export const UnitWay = z.enum(['oidc', 'code'])
export type UnitWay = z.infer<typeof UnitWay>

/** What the city asks of everybody who signs in; kept as data, set by administrators. */
export const SignInRules = z.object({
  /** Roles that must show a code besides the password. */
  secondStepRoles: z.array(Role),
  /** Minutes without a key or the pointer after which a screen locks; 0 = never. */
  idleMinutes: z.number().int().min(0).max(480),
})
export type SignInRules = z.infer<typeof SignInRules>

/** Where nothing was set. */
export const SIGN_IN_DEFAULTS: SignInRules = { secondStepRoles: [], idleMinutes: 15 }
