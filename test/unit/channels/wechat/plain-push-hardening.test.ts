import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readConfig } from '../../../../src/config.ts'
import type { Desk } from '../../../../src/intake/desk.ts'
import { openChannels } from '../../../../src/open-channels.ts'
import { systemClock } from '../../../../src/platform/clock.ts'
import { createLog } from '../../../../src/platform/log.ts'

const settings = {
  PUBLIC_BASE_URL: 'https://12345.town.example',
  WECHAT_TOKEN: 'town-token',
  WECHAT_APP_ID: 'wx0000000000000000',
  WECHAT_APP_SECRET: 'town-secret',
  WECHAT_API_BASE_URL: 'http://127.0.0.1:9',
}
const pushTo = async (extra: Record<string, string>): Promise<number> => {
  const desk = {
    clock: systemClock,
    log: createLog('silent'),
    rules: { city: { districts: [] }, departments: [], channels: [] },
  } as unknown as Desk
  const { apps } = openChannels(readConfig({ ...settings, ...extra }), desk)
  const signature = createHash('sha1').update(['town-token', '1', 'n'].sort().join('')).digest('hex')
  const xml =
    '<xml><ToUserName>gh</ToUserName><FromUserName>somebody-else</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>VIEW</Event></xml>'
  const wechat = apps.find((a) => a.path === '/channels/wechat')
  const path = `/?signature=${signature}&timestamp=1&nonce=n`
  return (await wechat?.app.request(path, { method: 'POST', body: xml }))?.status ?? 0
}

test('with a message key set, a push in clear is refused: its signature does not cover who is writing', async () => {
  expect(await pushTo({ WECHAT_ENCODING_AES_KEY: 'A'.repeat(43) })).toBe(403)
  expect(await pushTo({})).toBe(200)
})
