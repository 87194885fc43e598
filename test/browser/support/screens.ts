import type { Filled } from './busy-town.ts'

export type Screen = {
  /** The picture's name and what the docs call it. */
  name: string
  title: string
  /** The console's route as `console/router.ts` writes it; null for the citizen's pages. */
  route: string | null
  /** Where it is opened. */
  at: (town: Filled) => string
  /** Who looks; null: nobody is signed in. */
  who: string | null
  /** Also at phone width: what departments and citizens use in the field. */
  phone?: true
}

const screen = (
  route: string | null,
  who: string | null,
  name: string,
  title: string,
  rest: { at?: (town: Filled) => string; phone?: true } = {},
): Screen => ({
  name,
  title,
  route,
  who,
  at: rest.at ?? (() => `/staff${route}`),
  ...(rest.phone ? { phone: true } : {}),
})

/** Every screen of the product, each looked at in light, dark and, where it is used in the field, at phone width. */
export const SCREENS: readonly Screen[] = [
  screen(null, null, 'chat', '市民对话', { at: () => '/', phone: true }),
  screen(null, null, 'tracking', '工单查询', { at: (t) => `/t/${t.fresh}`, phone: true }),
  screen('/sign-in', null, 'sign-in', '登录', { phone: true }),
  screen('/invite', null, 'invite', '设置密码', { at: () => '/staff/invite#no-such-link' }),
  screen('/desk/:id?', 'agent', 'desk', '坐席台', { at: () => '/staff/desk' }),
  screen('/kit', 'supervisor', 'kit', '话术与小组'),
  screen('/follow-ups', 'agent', 'follow-ups', '电话回访'),
  screen('/bad-ratings', 'urban', 'bad-ratings', '差评处理', { phone: true }),
  screen('/triage/:number?', 'dispatcher', 'triage', '研判派单', { at: (t) => `/staff/triage/${t.cover}` }),
  screen('/inbox', 'urban', 'inbox', '部门收件箱', { phone: true }),
  screen('/search', 'urban', 'ticket-search', '查工单', { phone: true }),
  screen('/tickets/:number', 'urban', 'ticket', '工单', {
    at: (t) => `/staff/tickets/${t.stall}`,
    phone: true,
  }),
  screen('/overview', 'supervisor', 'overview', '督办看板', { phone: true }),
  screen('/overview/stuck', 'supervisor', 'stuck', '没有送到的消息'),
  screen('/overview/:kind', 'supervisor', 'watched', '要盯的工单', { at: () => '/staff/overview/late' }),
  screen('/overview/places', 'supervisor', 'places', '地点统计'),
  screen('/figures', 'supervisor', 'figures', '统计指标'),
  screen('/figures/cases', 'supervisor', 'cases', '数字背后的工单', {
    at: () => '/staff/figures/cases?from=2026-11-23&to=2026-11-24&metric=opened&side=hit',
  }),
  screen('/reports', 'supervisor', 'reports', '统计报告'),
  screen('/reports/:id', 'supervisor', 'report', '一份报告', { at: (t) => `/staff/reports/${t.report}` }),
  screen('/protection', 'supervisor', 'protection', '隐私保护'),
  screen('/retention', 'supervisor', 'retention', '保存期限'),
  screen('/knowledge', 'editor', 'knowledge', '知识库'),
  screen('/knowledge/new', 'editor', 'new-entry', '新建知识', { phone: true }),
  screen('/knowledge/not-answered', 'editor', 'gaps', '没有答上的问题', { phone: true }),
  screen('/knowledge/import', 'editor', 'entry-import', '导入知识', { phone: true }),
  screen('/knowledge/:id', 'editor', 'entry', '一条知识', {
    at: () => '/staff/knowledge/residence-permit-sign',
  }),
  screen('/clock-rules/:tab?', 'admin', 'clock-rules', '时限和日历', { at: () => '/staff/clock-rules' }),
  screen('/channels', 'admin', 'channels', '渠道', { phone: true }),
  screen('/wordings/:tab?', 'admin', 'wordings', '用语', { at: () => '/staff/wordings' }),
  screen('/people/:tab?', 'admin', 'people', '人员账号', { at: () => '/staff/people' }),
  screen(null, 'admin', 'roles', '角色和权限', { at: () => '/staff/people/roles', phone: true }),
  screen('/account', 'urban', 'account', '我的账号', { phone: true }),
  screen('/digest', 'supervisor', 'digest', '每日简报'),
  screen('/sending', 'admin', 'sending', '派单送达'),
  screen('/rules/:tab?', 'admin', 'rules', '派单规则', { at: () => '/staff/rules' }),
  screen(null, 'admin', 'rules-threshold', '自动派单门槛', { at: () => '/staff/rules/threshold' }),
  screen(null, 'admin', 'rules-units', '承办单位', { at: () => '/staff/rules/units' }),
  screen(null, 'admin', 'rules-categories', '事项分类', { at: () => '/staff/rules/categories' }),
  screen(null, 'admin', 'rules-doors', '分类指引', { at: () => '/staff/rules/doors' }),
  screen(null, 'admin', 'rules-history', '改动历史', { at: () => '/staff/rules/history' }),
  screen('/manage', 'admin', 'manage', '管理', { phone: true }),
  screen('/nothing-allowed', 'editor', 'nothing-allowed', '没有权限'),
  screen('/:rest(.*)*', 'editor', 'not-found', '没有这个页面', { at: () => '/staff/no-such-page' }),
]
