import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import NoPermissionPage from './pages/no-permission-page.vue'
import { homePlace } from './shell/places.ts'
import { recallSession, session } from './shell/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Reachable without signing in. */
    open?: boolean
    /** What the person must be allowed to do to see the page. */
    capability?: string
    /** Shows people's data: marked with who looks at it. */
    personal?: true
  }
}

const routes: RouteRecordRaw[] = [
  {
    // Decided on entering and not by `redirect`, which runs before the session is known.
    path: '/',
    name: 'home',
    component: NoPermissionPage,
    beforeEnter: () => ({ name: homePlace() }),
    meta: { title: '工作台' },
  },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/sign-in-page.vue'),
    meta: { title: '登录', open: true },
  },
  {
    path: '/invite',
    name: 'invite',
    component: () => import('./pages/invite-page.vue'),
    meta: { title: '设置密码', open: true },
  },
  {
    path: '/desk/:id?',
    name: 'desk',
    component: () => import('./desk/desk-page.vue'),
    meta: { title: '坐席台', capability: 'conversation.list', personal: true },
  },
  {
    path: '/kit',
    name: 'kit',
    component: () => import('./kit/kit-page.vue'),
    meta: { title: '话术与小组', capability: 'conversation.list' },
  },
  {
    path: '/triage/:number?',
    name: 'triage',
    component: () => import('./triage/triage-page.vue'),
    meta: { title: '研判派单', capability: 'ticket.triage', personal: true },
  },
  {
    path: '/inbox',
    name: 'inbox',
    component: () => import('./tickets/inbox-page.vue'),
    meta: { title: '部门收件箱', capability: 'ticket.list-own', personal: true },
  },
  {
    path: '/search',
    name: 'ticket-search',
    component: () => import('./tickets/search/search-page.vue'),
    meta: { title: '查工单', capability: 'ticket.read', personal: true },
  },
  {
    path: '/tickets/:number',
    name: 'ticket',
    component: () => import('./tickets/ticket-page.vue'),
    props: true,
    meta: { title: '工单', capability: 'ticket.read', personal: true },
  },
  {
    path: '/follow-ups',
    name: 'follow-ups',
    component: () => import('./follow-ups/follow-ups-page.vue'),
    meta: { title: '电话回访', capability: 'follow-up.read', personal: true },
  },
  {
    path: '/bad-ratings',
    name: 'bad-ratings',
    component: () => import('./ratings/ratings-page.vue'),
    meta: { title: '差评处理', capability: 'rating.read', personal: true },
  },
  {
    path: '/overview',
    name: 'overview',
    component: () => import('./insight/overview-page.vue'),
    meta: { title: '督办看板', capability: 'insight.read', personal: true },
  },
  {
    path: '/overview/stuck',
    name: 'stuck',
    component: () => import('./insight/stuck-page.vue'),
    meta: { title: '没有送到的消息', capability: 'delivery.read', personal: true },
  },
  {
    path: '/overview/places',
    name: 'places',
    component: () => import('./insight/places-page.vue'),
    meta: { title: '地点统计', capability: 'insight.read' },
  },
  {
    path: '/overview/:kind',
    name: 'watched',
    component: () => import('./insight/watched-page.vue'),
    props: true,
    meta: { title: '要盯的工单', capability: 'insight.read', personal: true },
  },
  {
    path: '/figures',
    name: 'figures',
    component: () => import('./insight/figures-page.vue'),
    meta: { title: '统计指标', capability: 'insight.read' },
  },
  {
    path: '/figures/cases',
    name: 'cases',
    component: () => import('./insight/cases-page.vue'),
    meta: { title: '数字背后的工单', capability: 'insight.read', personal: true },
  },
  {
    path: '/reports',
    name: 'reports',
    component: () => import('./insight/reports-page.vue'),
    meta: { title: '统计报告', capability: 'insight.read' },
  },
  {
    path: '/reports/:id',
    name: 'report',
    component: () => import('./insight/report-page.vue'),
    props: true,
    meta: { title: '统计报告', capability: 'insight.read' },
  },
  {
    path: '/protection',
    name: 'protection',
    component: () => import('./protection/protection-page.vue'),
    meta: { title: '隐私保护', capability: 'contact.approve', personal: true },
  },
  {
    path: '/retention',
    name: 'retention',
    component: () => import('./protection/retention-page.vue'),
    meta: { title: '保存期限', capability: 'retention.read' },
  },
  {
    path: '/knowledge',
    name: 'knowledge',
    component: () => import('./knowledge/knowledge-page.vue'),
    meta: { title: '知识库', capability: 'entry.read' },
  },
  {
    path: '/knowledge/new',
    name: 'new-entry',
    component: () => import('./knowledge/new-entry-page.vue'),
    meta: { title: '新建知识', capability: 'entry.publish' },
  },
  {
    path: '/knowledge/not-answered',
    name: 'gaps',
    component: () => import('./knowledge/gaps-page.vue'),
    meta: { title: '没有答上的问题', capability: 'entry.publish', personal: true },
  },
  {
    path: '/knowledge/import',
    name: 'entry-import',
    component: () => import('./knowledge/import-page.vue'),
    meta: { title: '导入知识', capability: 'entry.publish' },
  },
  {
    path: '/knowledge/:id',
    name: 'entry',
    component: () => import('./knowledge/entry-page.vue'),
    props: true,
    meta: { title: '知识', capability: 'entry.read' },
  },
  {
    path: '/people/:tab?',
    name: 'people',
    component: () => import('./people/people-page.vue'),
    meta: { title: '人员账号', capability: 'staff.manage' },
  },
  {
    path: '/account',
    name: 'account',
    component: () => import('./account/account-page.vue'),
    meta: { title: '我的账号' },
  },
  {
    path: '/digest',
    name: 'digest',
    component: () => import('./sending/digest-page.vue'),
    meta: { title: '每日简报', capability: 'sending.read', personal: true },
  },
  {
    path: '/sending',
    name: 'sending',
    component: () => import('./sending/sending-page.vue'),
    meta: { title: '派单送达', capability: 'sending.read' },
  },
  {
    path: '/manage',
    name: 'manage',
    component: () => import('./pages/manage-page.vue'),
    meta: { title: '管理' },
  },
  {
    path: '/channels',
    name: 'channels',
    component: () => import('./channels/channels-page.vue'),
    meta: { title: '渠道', capability: 'channels.read' },
  },
  {
    path: '/wordings/:tab?',
    name: 'wordings',
    component: () => import('./wordings/wordings-page.vue'),
    meta: { title: '用语', capability: 'city-rules.read' },
  },
  {
    path: '/clock-rules/:tab?',
    name: 'clock-rules',
    component: () => import('./clock-rules/clock-rules-page.vue'),
    meta: { title: '时限和日历', capability: 'clock-rules.read' },
  },
  {
    path: '/rules/:tab?',
    name: 'rules',
    component: () => import('./rules/rules-page.vue'),
    meta: { title: '派单规则', capability: 'city-rules.read' },
  },
  {
    path: '/nothing-allowed',
    name: 'nothing-allowed',
    component: NoPermissionPage,
    meta: { title: '没有权限' },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./pages/not-found-page.vue'),
    meta: { title: '没有这个页面' },
  },
]

/** The console's addresses, all under `/staff/`. Every page but sign-in and the one-time link needs a session. */
export const router = createRouter({ history: createWebHistory('/staff/'), routes })

router.beforeEach(async (to) => {
  if (to.name === 'invite') return true
  await recallSession()
  if (session.signedIn) return to.name === 'sign-in' ? { path: '/' } : true
  // Whose screen is locked unlocks it first: the address stays, and so does the page they were on.
  if (session.locked) return false
  if (to.meta.open) return true
  return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
})

router.afterEach((to) => {
  document.title = `${to.meta.title} · 应声工作台`
})
