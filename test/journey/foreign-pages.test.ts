import { beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { createLiveHub } from '../../src/http/live-hub.ts'
import { newAddress, PASSWORD, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

/** What a browser sends of itself with a request; `site` = where the page that caused it comes from. */
const fromPage = (site: string, own: Record<string, string> = {}) => ({
  'sec-fetch-site': site,
  origin: site === 'same-origin' ? 'https://12345.town.example' : 'https://evil.example',
  'x-forwarded-for': newAddress(),
  ...own,
})

describe('requests other sites cause in the browser of somebody who is signed in', () => {
  test('a form of another site, with and without our header, writes nothing and signs nobody in', async () => {
    const editor = await town.signIn('editor')
    const { cookie } = editor.headers
    const form = { 'content-type': 'application/x-www-form-urlencoded', cookie }
    const ours = { 'content-type': 'application/json', 'x-requested-with': 'yingsheng', cookie }
    const send = (headers: Record<string, string>, path = '/knowledge/try') =>
      town.app.request(`/console/api${path}`, {
        method: 'POST',
        headers,
        body: headers['content-type'] === 'application/json' ? '{"text":"居住证"}' : 'text=x',
      })
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect([site, (await send(fromPage(site, form))).status]).toEqual([site, 403])
      expect([site, (await send(fromPage(site, ours))).status]).toEqual([site, 403])
    }
    // A browser too old to say where it comes from: our header alone decides.
    expect((await send({ ...form, 'x-forwarded-for': newAddress() })).status).toBe(403)
    expect((await send({ ...ours, 'x-forwarded-for': newAddress() })).status).toBe(200)
    expect((await send(fromPage('same-origin', ours))).status).toBe(200)
    expect((await send(fromPage('same-origin', form))).status).toBe(403)
    for (const path of ['/session', '/invite', '/session/code', '/session/unlock', '/session/lock']) {
      expect([path, (await send(fromPage('cross-site', ours), path)).status]).toEqual([path, 403])
    }
    await editor.ok('GET', '/session')
  })

  test('no page of another site may read an answer or carry our header to us', async () => {
    const asked = await town.app.request('/console/api/session', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    })
    expect(asked.headers.get('access-control-allow-origin')).toBe(null)
    expect(asked.headers.get('access-control-allow-headers')).toBe(null)
  })
})

describe('what the door sends', () => {
  const signInAt = async (secureCookies: boolean): Promise<string[]> => {
    const app = createApp({
      desk: town.desk,
      hub: createLiveHub(town.tail),
      version: '0.0.0-test',
      edge: { secureCookies, trustProxy: true },
      channels: [],
    })
    const answer = await app.request('/console/api/session', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-requested-with': 'yingsheng',
        'x-forwarded-for': newAddress(),
      },
      body: JSON.stringify({ login: 'supervisor', password: PASSWORD }),
    })
    expect(answer.status).toBe(200)
    return answer.headers.getSetCookie()
  }

  test('over TLS every cookie is this host’s alone, unreadable for scripts and for requests other sites cause', async () => {
    const cookies = await signInAt(true)
    expect(cookies.map((c) => c.split('=')[0])).toEqual([
      '__Host-yingsheng_session',
      '__Host-yingsheng_device',
    ])
    for (const cookie of cookies) {
      for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
        expect(cookie).toMatch(new RegExp(`; ${flag}(;|$)`))
      expect(cookie).not.toMatch(/domain=/i)
    }
  })

  test('without TLS they still are HttpOnly and Strict, under names browsers take there', async () => {
    for (const cookie of await signInAt(false)) {
      expect(cookie).toMatch(/^yingsheng_/)
      expect(cookie).toMatch(/; HttpOnly/)
      expect(cookie).toMatch(/; SameSite=Strict/)
      expect(cookie).not.toMatch(/; Secure/)
    }
  })

  test('a cookie planted by a neighbouring host under the plain name opens nothing', async () => {
    const editor = await town.signIn('editor')
    const cookie = editor.headers.cookie.replace('__Host-', '')
    const answer = await town.app.request('/console/api/session', { headers: { cookie } })
    expect(answer.status).toBe(401)
  })

  test('every page forbids inline code and styles, foreign frames and forms', async () => {
    for (const path of ['/', '/staff', '/staff/sign-in', '/console/api/session', '/t']) {
      const policy = (await town.app.request(path)).headers.get('content-security-policy') ?? ''
      expect(policy, path).not.toMatch(/unsafe|\*/)
      for (const part of [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
      ]) {
        expect(policy, path).toContain(part)
      }
    }
  })
})
