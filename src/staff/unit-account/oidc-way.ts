import * as client from 'openid-client'
import type { OidcSettings } from '../../contracts/sign-in.ts'
import { LIMITS } from '../../platform/limits.ts'
import { type Away, NotRecognised, type Way } from './way.ts'

const words = (error: unknown): string => {
  const { name, code } = error as { name?: string; code?: string }
  return [name, code].filter(Boolean).join(' ')
}

/** Ours is a mistake of the provider's or an attack; everything else that fails is a network or server that is down. */
const asNotRecognised = (error: unknown): NotRecognised => {
  if (error instanceof NotRecognised) return error
  const said =
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError ||
    error instanceof client.WWWAuthenticateChallengeError
  const broken = (error as { code?: string }).code
  const isProof = said || (broken !== undefined && /JWT|CLAIM|INVALID_RESPONSE|KEY/.test(broken))
  return new NotRecognised(isProof ? 'refused' : 'unreachable', words(error))
}

const readClaim = (claims: Record<string, unknown>, claim: string): string => {
  // An address nobody checked is anybody's claim.
  if (claim === 'email' && claims.email_verified !== true) {
    throw new NotRecognised('refused', 'the e-mail address is not verified')
  }
  const value = claims[claim]
  if (typeof value === 'string' && value.trim()) return value.trim()
  throw new NotRecognised('refused', `no claim ${claim}`)
}

/**
 * Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 9700). The provider's description is
 * fetched at the first use and kept; while it cannot be reached the next use tries again.
 */
export const createOidcWay = (settings: OidcSettings): Way => {
  let known: client.Configuration | null = null
  const discover = async (): Promise<client.Configuration> => {
    if (known) return known
    const issuer = new URL(settings.issuer)
    const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []
    const secret = settings.clientSecret
    const auth = secret === null ? client.None() : client.ClientSecretBasic(secret)
    const options = { execute, timeout: LIMITS.signInAskMs / 1000 }
    known = await client.discovery(issuer, settings.clientId, undefined, auth, options)
    return known
  }

  const recognise = async (cameBackTo: URL, redirectUri: string, away: Away): Promise<string> => {
    const provider = await discover()
    // The address as the provider knows it: behind a proxy the request's own names another host.
    const at = new URL(redirectUri)
    at.search = cameBackTo.search
    const tokens = await client.authorizationCodeGrant(provider, at, {
      pkceCodeVerifier: away.verifier,
      expectedState: away.state,
      expectedNonce: away.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new NotRecognised('refused', 'no id token')
    if (claims[settings.claim] !== undefined) return readClaim(claims, settings.claim)
    return readClaim(await client.fetchUserInfo(provider, tokens.access_token, claims.sub), settings.claim)
  }
  return {
    name: settings.name,
    leave: async (redirectUri, away) => {
      try {
        return client.buildAuthorizationUrl(await discover(), {
          redirect_uri: redirectUri,
          scope: settings.scope,
          state: away.state,
          nonce: away.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(away.verifier),
          code_challenge_method: 'S256',
        })
      } catch (error) {
        throw asNotRecognised(error)
      }
    },
    recognise: (cameBackTo, redirectUri, away) =>
      recognise(cameBackTo, redirectUri, away).catch((error: unknown) => {
        throw asNotRecognised(error)
      }),
    leaveForGood: async (backTo) => {
      try {
        const provider = await discover()
        if (!provider.serverMetadata().end_session_endpoint) return null
        return client.buildEndSessionUrl(provider, { post_logout_redirect_uri: backTo })
      } catch {
        // Signed out here either way.
        return null
      }
    },
  }
}
