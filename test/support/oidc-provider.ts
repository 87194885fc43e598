import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What we use of the library, which brings no types. */
type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> }
type Provider = {
  callback(): (req: IncomingMessage, res: ServerResponse) => void
  interactionDetails(
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<{ prompt: { name: string }; params: { client_id: string }; session?: { accountId: string } }>
  interactionFinished(req: IncomingMessage, res: ServerResponse, result: object, how: object): Promise<void>
  Grant: new (of: { accountId: string | undefined; clientId: string }) => Grant
}
const LIBRARY = 'oidc-provider'

export const CLIENT = { id: 'yingsheng', secret: 'a secret of the client only tests know' }

/**
 * A real OpenID Connect provider on loopback that insists on PKCE. `people` = account → claims; whoever stands in
 * `atTheDoor` signs in at its page, null = they press cancel.
 */
export const openOidcProvider = async (base: string, people: Record<string, object>) => {
  const { default: Made } = (await import(LIBRARY)) as {
    default: new (issuer: string, settings: object) => Provider
  }
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Made(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${base}/console/api/sign-in/oidc/callback`],
        post_logout_redirect_uris: [`${base}/staff/sign-in`],
      },
    ],
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...people[id] }),
    }),
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['only for tests'] },
    jwks: {
      keys: [
        {
          ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
          use: 'sig',
        },
      ],
    },
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
  })
  const door = { who: null as string | null }
  const answer = provider.callback()
  const interact = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await provider.interactionDetails(req, res)
    const finish = (result: object) =>
      provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true })
    if (prompt.name !== 'consent') {
      return finish(door.who ? { login: { accountId: door.who } } : { error: 'access_denied' })
    }
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid profile email')
    return finish({ consent: { grantId: await grant.save() } })
  }
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/interaction/')) void interact(req, res)
    else answer(req, res)
  })

  /** Goes through the provider's pages as a browser does. @returns the address of ours it sends the person back to. */
  const passThrough = async (from: string): Promise<URL> => {
    const cookies = new Map<string, string>()
    let at = from
    for (let hops = 0; hops < 10; hops++) {
      const page = await fetch(at, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([n, v]) => `${n}=${v}`).join('; ') },
      })
      for (const line of page.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
        cookies.set(name, value)
      }
      const to = page.headers.get('location')
      if (!to) throw new Error(`the provider stopped at ${at}: ${page.status} ${await page.text()}`)
      at = new URL(to, at).href
      if (!at.startsWith(issuer)) return new URL(at)
    }
    throw new Error('the provider sends in circles')
  }
  return {
    issuer,
    door,
    passThrough,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type OidcStand = Awaited<ReturnType<typeof openOidcProvider>>
