import { type Context, Hono } from 'hono'
import { AppError } from '../../contracts/errors.ts'
import { UnitWay } from '../../contracts/sign-in.ts'
import type { Desk } from '../../intake/desk.ts'
import { comeBack, goAway, type Ways } from '../../staff/unit-account/go-and-come-back.ts'
import { NotRecognised, type Way } from '../../staff/unit-account/way.ts'
import { answerFirstProof, cameFrom, limitTries } from './session-routes.ts'
import { clearStaffCookie, readStaffCookie, setStaffCookie } from './sign-in-cookies.ts'
import type { StaffEnv } from './signed-in.ts'

/** Only people's browsers come here, by a link: whatever happens they end on a page. */
const backToDoor = (c: Context<StaffEnv>, said: string) => c.redirect(`/staff/sign-in?said=${said}`)

/** Signing in at a page of the unit's own: there and back. */
export const unitSignInRoutes = (desk: Desk, ways: Ways, edge: { trustProxy: boolean }) => {
  const find = (asked: string): { kind: UnitWay; way: Way; redirectUri: string } => {
    const kind = UnitWay.safeParse(asked).data
    const way = kind ? ways[kind] : undefined
    if (!kind || !way) throw new AppError('not_found', '没有这种登录方式。')
    return { kind, way, redirectUri: `${desk.publicBaseUrl}/console/api/sign-in/${kind}/callback` }
  }
  return new Hono<StaffEnv>()
    .get('/sign-in-ways', (c) =>
      c.json({ ways: UnitWay.options.flatMap((id) => (ways[id] ? [{ id, name: ways[id].name }] : [])) }),
    )
    .get('/sign-in/:way', limitTries(edge), async (c) => {
      const { kind, way, redirectUri } = find(c.req.param('way'))
      try {
        const next = c.req.query('next') ?? '/'
        const { url, errand } = await goAway(desk, kind, way, { redirectUri, next })
        setStaffCookie(c, 'errand', errand)
        return c.redirect(url.href)
      } catch (error) {
        if (!(error instanceof NotRecognised)) throw error
        desk.log.warn({ way: kind, why: error.why, detail: error.message }, 'sign-in at the unit failed')
        return backToDoor(c, error.why)
      }
    })
    .get('/sign-in/:way/callback', limitTries(edge), async (c) => {
      const { kind, way, redirectUri } = find(c.req.param('way'))
      const errand = readStaffCookie(c, 'errand') ?? ''
      clearStaffCookie(c, 'errand')
      const url = new URL(c.req.url)
      const back = await comeBack(desk, kind, way, { errand, url, redirectUri, from: cameFrom(c, edge) })
      if (!back.outcome) return backToDoor(c, back.why)
      const { next } = await answerFirstProof(c, desk, back.outcome)
      const to = back.next
      return next === 'in'
        ? c.redirect(`/staff${to}`)
        : c.redirect(`/staff/sign-in?step=${next}&next=${encodeURIComponent(to)}`)
    })
}
