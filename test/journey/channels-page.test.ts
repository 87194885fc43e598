import { expect, test } from 'vitest'
import { sharedTown, TOWN_SETTINGS } from '../support/open-town.ts'

/** An administrator sees which ways in and out are open, what went through, and how to open the rest. */
test('every channel says whether it is open, when it was last used and what it needs, and no secret is told', async () => {
  const town = await sharedTown()
  await (await town.citizen()).say('身份证丢了怎么补办')
  const admin = await town.signIn('admin')
  type Row = {
    id: string
    isOpen: boolean
    lastAt: string | null
    needs: string[]
    address: string
    failed: number
  }
  const { rows } = await admin.ok<{ rows: Row[] }>('GET', '/channels')
  const of = (id: string) => rows.find((row) => row.id === id)
  expect(of('web')).toMatchObject({ isOpen: true, address: TOWN_SETTINGS.PUBLIC_BASE_URL })
  expect(of('web')?.lastAt).not.toBeNull()
  expect(of('wechat')).toMatchObject({
    isOpen: true,
    address: `${TOWN_SETTINGS.PUBLIC_BASE_URL}/channels/wechat`,
  })
  // Whoever pastes the address into the other system must not find nothing there.
  for (const id of ['wechat', 'voice', 'transcript', 'telephony']) {
    const { pathname } = new URL(of(id)?.address ?? '')
    expect((await town.app.request(pathname, { method: 'POST', body: '' })).status, id).not.toBe(404)
  }
  expect(of('mail')).toMatchObject({ isOpen: false, needs: ['SMTP_URL', 'MAIL_FROM'] })
  const said = JSON.stringify(rows)
  for (const [name, secret] of Object.entries(TOWN_SETTINGS)) {
    if (/TOKEN|SECRET/.test(name)) expect(said).not.toContain(secret)
  }
})
