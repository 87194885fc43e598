import { Hono } from 'hono'
import type { Desk } from '../intake/desk.ts'
import { openWays } from '../staff/unit-account/go-and-come-back.ts'
import { accountRoutes } from './console/account-routes.ts'
import { catalogueRoutes } from './console/catalogue-routes.ts'
import { categoryRoutes } from './console/category-routes.ts'
import { channelRoutes } from './console/channel-routes.ts'
import { clockRuleRoutes } from './console/clock-rule-routes.ts'
import { conversationRoutes } from './console/conversation-routes.ts'
import { departmentKeyRoutes } from './console/department-key-routes.ts'
import { deskRoutes } from './console/desk-routes.ts'
import { doorRoutes } from './console/door-routes.ts'
import { endingRoutes } from './console/ending-routes.ts'
import { entryTableRoutes } from './console/entry-table-routes.ts'
import { followUpRoutes } from './console/follow-up-routes.ts'
import { formRoutes } from './console/form-routes.ts'
import { gapRoutes } from './console/gap-routes.ts'
import { insightRoutes } from './console/insight-routes.ts'
import { kitRoutes } from './console/kit-routes.ts'
import { knowledgeRoutes } from './console/knowledge-routes.ts'
import { learnedWordingRoutes } from './console/learned-wording-routes.ts'
import { liveRoutes } from './console/live-routes.ts'
import { overviewRoutes } from './console/overview-routes.ts'
import { placeRoutes } from './console/place-routes.ts'
import { ratingRoutes } from './console/rating-routes.ts'
import { replyTemplateRoutes } from './console/reply-template-routes.ts'
import { retentionRoutes } from './console/retention-routes.ts'
import { roleRoutes } from './console/role-routes.ts'
import { ruleHistoryRoutes } from './console/rule-history-routes.ts'
import { searchRoutes } from './console/search-routes.ts'
import { sendingRoutes } from './console/sending-routes.ts'
import { sessionRoutes } from './console/session-routes.ts'
import { type StaffEnv, sameSiteWrites, signedIn } from './console/signed-in.ts'
import { staffRoutes } from './console/staff-routes.ts'
import { staffSignInRoutes } from './console/staff-sign-in-routes.ts'
import { talkWorkRoutes } from './console/talk-work-routes.ts'
import { ticketRoutes } from './console/ticket-routes.ts'
import { unitRoutes } from './console/unit-routes.ts'
import { unitSignInRoutes } from './console/unit-sign-in-routes.ts'
import { viewRoutes } from './console/view-routes.ts'
import { wordingRoutes } from './console/wording-routes.ts'
import type { LiveHub } from './live-hub.ts'

/** Everything the staff pages talk to. Nothing behind the session door is reached without signing in. */
export const consoleApi = (
  desk: Desk & { refreshEntry(entryId: string): Promise<void>; refreshRules(): Promise<void> },
  hub: LiveHub,
  edge: { secureCookies: boolean; trustProxy: boolean; doors?: readonly string[] },
) => {
  const ways = openWays(desk.signIn, desk.clock)
  return new Hono<StaffEnv>()
    .use('*', sameSiteWrites)
    .use('*', async function knowEdge(c, next) {
      c.set('secureCookies', edge.secureCookies)
      await next()
    })
    .route('/', unitSignInRoutes(desk, ways, edge))
    .route('/', sessionRoutes(desk, edge, ways))
    .use('*', signedIn(desk))
    .route('/', accountRoutes(desk))
    .route('/', staffRoutes(desk))
    .route('/', staffSignInRoutes(desk, ways))
    .route('/', conversationRoutes(desk))
    .route('/', talkWorkRoutes(desk))
    .route('/', deskRoutes(desk))
    .route('/', formRoutes(desk))
    .route('/', kitRoutes(desk))
    .route('/', endingRoutes(desk))
    .route('/', entryTableRoutes(desk))
    .route('/', knowledgeRoutes(desk, desk))
    .route('/', gapRoutes(desk))
    .route('/', learnedWordingRoutes(desk))
    .route('/', ticketRoutes(desk))
    .route('/', retentionRoutes(desk))
    .route('/', searchRoutes(desk))
    .route('/', viewRoutes(desk))
    .route('/', replyTemplateRoutes(desk))
    .route('/', followUpRoutes(desk))
    .route('/', ratingRoutes(desk))
    .route('/', clockRuleRoutes(desk))
    .route('/', catalogueRoutes(desk))
    .route('/', ruleHistoryRoutes(desk))
    .route('/', roleRoutes(desk))
    .route('/', unitRoutes(desk))
    .route('/', doorRoutes(desk))
    .route('/', categoryRoutes(desk))
    .route('/', channelRoutes(desk, edge.doors ?? []))
    .route('/', wordingRoutes(desk))
    .route('/', insightRoutes(desk))
    .route('/', sendingRoutes(desk))
    .route('/', departmentKeyRoutes(desk))
    .route('/', overviewRoutes(desk))
    .route('/', placeRoutes(desk))
    .route('/', liveRoutes(desk, hub))
}

/** The type the console's client is made from: `hc<ConsoleApi>('/console/api')`. */
export type ConsoleApi = ReturnType<typeof consoleApi>
