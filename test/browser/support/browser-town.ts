import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../scripts/find-chromium.mjs'
import { createApp } from '../../../src/http/app.ts'
import { createLiveHub } from '../../../src/http/live-hub.ts'
import { openChannels } from '../../../src/open-channels.ts'
import { followEntries, followMatters } from '../../../src/start-background.ts'
import { newAddress, openTown, PASSWORD } from '../../support/open-town.ts'

export const DESKTOP = { width: 1440, height: 900 }
export const SMALL = { width: 1280, height: 720 }
export const PHONE = { width: 390, height: 844 }

const launch = (): Promise<Browser> => {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
}

/** How often what the background loops would do is done. */
const SETTLE_MS = 250

type Look = { viewport?: { width: number; height: number }; dark?: boolean }

/**
 * A town on a real port with its pages, its live stream and its background at work, and a browser that believes the
 * town's clock. `port` where an address has to be known beforehand. Every context comes from an address of its own, so that limits count people and not the machine.
 */
export const openBrowserTown = async (settings: Record<string, string> = {}, port = 0) => {
  const town = await openTown(undefined, settings)
  const { desk, tail, config } = town
  await tail.start(desk.indexedUpTo)
  const matters = followMatters(desk, tail)
  const entries = followEntries(desk, tail)
  const app = createApp({
    desk,
    hub: createLiveHub(tail),
    version: '0.0.0-test',
    edge: { secureCookies: false, trustProxy: true },
    channels: openChannels(config, desk).apps,
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }) as Server
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let settling = Promise.resolve()
  const background = setInterval(() => {
    settling = settling.then(town.settle, town.settle)
  }, SETTLE_MS)
  const browser = await launch()
  const contexts: BrowserContext[] = []
  const trouble: string[] = []

  const openPage = async (path: string, { viewport = DESKTOP, dark = false }: Look = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport,
      hasTouch: viewport.width < SMALL.width,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      colorScheme: dark ? 'dark' : 'light',
      extraHTTPHeaders: { 'x-forwarded-for': newAddress() },
    })
    contexts.push(context)
    await context.clock.install({ time: town.clock.now() })
    const page = await context.newPage()
    page.on('pageerror', (error) => trouble.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) trouble.push(`${page.url()}: ${message.text()}`)
    })
    await page.goto(`${base}${path}`)
    return page
  }

  return {
    ...town,
    base,
    openPage,
    /** Errors thrown in pages and refusals by their content security policy, of all pages so far. */
    trouble,
    /** A member of staff signed in by the form, on the page they asked for. */
    openStaff: async (login: string, path = '/staff', look: Look = {}): Promise<Page> => {
      const page = await openPage('/staff', look)
      await page.getByLabel('账号').fill(login)
      await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => !url.pathname.includes('sign-in'))
      if (path !== '/staff') await page.goto(`${base}${path}`)
      return page
    },
    close: async (): Promise<void> => {
      clearInterval(background)
      for (const context of contexts) await context.close()
      await browser.close()
      await settling.catch(() => {})
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await Promise.all([matters.stop(), entries.stop()])
      await town.close()
    },
  }
}
export type BrowserTown = Awaited<ReturnType<typeof openBrowserTown>>
