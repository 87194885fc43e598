import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/contracts/staff.ts'
import { changeRules } from '../../src/knowledge-base/change-rules.ts'
import { CAPABILITIES, type Capability, hasRight, offerOf } from '../../src/staff/policy.ts'
import type { RightChoice } from '../../src/staff/roles/change-roles.ts'
import { ROLES } from '../../src/staff/roles/right-words.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { MONDAY, openTown, type Staff, sharedTown, type Town } from '../support/open-town.ts'

/**
 * The people of the town the table speaks of; `urban` handles and `urbanlead` signs for the unit that leads the ticket,
 * `police` has nothing to do with it.
 */
const WHO = ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'editor', 'supervisor'] as const
type Who = (typeof WHO)[number]

type Line = { route: string; body?: object; may: readonly Who[]; hidden?: readonly Who[] }

const DESK = ['agent', 'dispatcher'] as const
const EVERYBODY = WHO
const JUDGES = ['dispatcher', 'supervisor'] as const
const RULE_READERS = ['admin', 'agent', 'dispatcher', 'supervisor'] as const
const version = 999
const reason = '这里写了理由'
const publicReply = '这里写了给诉求人看的话'
const review = { approve: true, note: '', version }

/** What is done to a ticket by the desk, by those who judge, by the unit and by its helpers. */
const door = (path: string, may: readonly Who[], body: object): Line => ({
  route: `POST /tickets/:ticket/${path}`,
  body,
  may,
  // A ticket of another unit does not exist for whoever has the role but not the unit.
  ...(may.includes('urban') ? { hidden: ['police'] as const } : {}),
})
const TICKET_DOORS: readonly Line[] = [
  door('ask-info', DESK, { text: '灯杆编号是多少', version }),
  door('give-info', DESK, { text: '灯杆编号是 12', version }),
  door('answer', DESK, { publicReply, version }),
  door('refer', DESK, { reasonCode: 'petition', publicReply, version }),
  door('category', DESK, { categoryId: '02-03', version }),
  door('inform', DESK, { routeId: 'litigation', version }),
  door('rework', DESK, { reason, version }),
  door('reassign', DESK, { reason, version }),
  door('take-rating', DESK, {}),
  door('verify-rating', DESK, { finding: 'unclear', text: reason, version }),
  door('explain-rating', [...DESK, 'supervisor'], { publicReply, version }),
  door('appeal-rating', ['urban', 'urbanlead'], { code: 'mistaken', evidence: reason, version }),
  door('propose-exclusion', [...DESK, 'supervisor'], { code: 'mistaken', evidence: reason, version }),
  door('decide-exclusion', ['supervisor'], review),
  door('follow-up-wish', DESK, { wish: 'yes' }),
  door('reopen', DESK, { text: '又坏了一盏', version }),
  door('join', DESK, { masterNumber: '20200101-00001', version }),
  door('split', DESK, { reason, version }),
  door('confer', JUDGES, { unitIds: ['housing', 'police'], reason, version }),
  {
    route: 'POST /tickets/:ticket/speak',
    body: { stand: 'ours', ground: reason, version },
    // Only units called to a conference speak in it, and nobody was called on this ticket.
    may: [],
    hidden: ['police'],
  },
  door('designate', JUDGES, { departmentId: 'housing', reason, version }),
  door('review-extension', JUDGES, review),
  door('review-termination', JUDGES, { ...review, publicReply }),
  door('audit', JUDGES, review),
  door('uphold', JUDGES, { publicReply, version }),
  door('supervise', ['supervisor'], { level: 'normal', reason, version }),
  door('lift-supervision', ['supervisor'], { reason, version }),
  door('answer-supervision', ['urban', ...DESK], { text: reason, version }),
  door('urge', [...DESK, 'supervisor'], { text: reason, version }),
  door('answer-urge', ['urban', ...DESK], { text: reason, version }),
  door('extend', ['urban'], { reason, version }),
  door('suspend', ['urban'], { reason, until: '2026-11-30T02:00:00.000Z', version }),
  door('resume', ['urban', ...JUDGES], { version }),
  door('terminate', ['urban'], { reasonCode: 'no_basis', reason, version }),
  door('sign-reply', ['urbanlead'], review),
  door('request-co', ['urban'], { departmentId: 'housing', task: reason, version }),
  door('add-co', DESK, { departmentId: 'housing', task: reason, version }),
  door('review-co', DESK, { partSeq: 1, ...review }),
  door('suborder', ['urban'], { unitName: '某街道', task: reason, version }),
  door('report', ['urban'], { partSeq: 1, text: reason, version }),
  door('recall', ['urban', ...DESK], { partSeq: 1, reason, version }),
]

/**
 * Every door of the console and who may go through it. `hidden`: allowed in general, but this ticket does not exist
 * for them. `:ticket` = a ticket led by the urban management department. Bodies are complete, so that whoever may gets
 * through to the room behind (200, or its own 400/404/409), and nobody else does.
 */
const TABLE: readonly Line[] = [
  { route: 'GET /session', may: EVERYBODY },
  { route: 'POST /session/active', may: EVERYBODY },
  { route: 'GET /account/sessions', may: EVERYBODY },
  { route: 'DELETE /account/sessions/no-such-session', may: EVERYBODY },
  { route: 'POST /account/password', body: { current: 'x', next: 'short' }, may: EVERYBODY },
  { route: 'GET /account/second-step', may: EVERYBODY },
  { route: 'POST /account/second-step', body: { password: 'x' }, may: EVERYBODY },
  { route: 'POST /account/second-step/confirm', body: { code: '000000' }, may: EVERYBODY },
  { route: 'POST /account/second-step/recovery-codes', body: { password: 'x' }, may: EVERYBODY },
  { route: 'POST /account/second-step/end', body: { password: 'x' }, may: EVERYBODY },
  { route: 'POST /staff/no-such-person/second-step/reset', may: ['admin'] },
  { route: 'GET /staff/no-such-person/unit-accounts', may: ['admin'] },
  {
    route: 'PUT /staff/no-such-person/unit-accounts',
    body: { way: 'oidc', subject: '' },
    may: ['admin'],
  },
  { route: 'GET /sign-in-rules', may: ['admin'] },
  { route: 'PUT /sign-in-rules', body: {}, may: ['admin'] },
  { route: 'GET /staff/no-such-person/history', may: ['admin'] },
  { route: 'GET /staff/no-such-person/sessions', may: ['admin'] },
  { route: 'DELETE /staff/no-such-person/sessions', may: ['admin'] },
  { route: 'DELETE /staff/no-such-person/sessions/no-such-session', may: ['admin'] },
  { route: 'GET /roles', may: ['admin'] },
  { route: 'POST /roles/check', body: { choices: [] }, may: ['admin'] },
  { route: 'PUT /roles', body: { choices: [], why: '试一试', seen: 999 }, may: ['admin'] },
  { route: 'GET /departments', may: EVERYBODY },
  { route: 'GET /staff', may: ['admin'] },
  { route: 'POST /staff', body: { login: 'x', name: '', roles: [] }, may: ['admin'] },
  { route: 'POST /staff/no-such-person/invite', may: ['admin'] },
  {
    route: 'PUT /staff/no-such-person',
    body: { name: '甲', roles: ['agent'], departmentId: null },
    may: ['admin'],
  },
  { route: 'POST /staff/no-such-person/check', body: { wanted: null }, may: ['admin'] },
  { route: 'POST /staff/no-such-person/close', may: ['admin'] },
  { route: 'POST /staff/no-such-person/reopen', may: ['admin'] },
  { route: 'GET /bad-ratings', may: ['agent', 'dispatcher', 'supervisor', 'urban', 'urbanlead', 'police'] },
  {
    route: 'GET /bad-ratings/reasons',
    may: ['agent', 'dispatcher', 'supervisor', 'urban', 'urbanlead', 'police'],
  },
  { route: 'GET /follow-ups', may: ['agent', 'supervisor'] },
  { route: 'POST /follow-ups/no-such-call/take', may: ['agent'] },
  { route: 'POST /follow-ups/no-such-call/give-back', may: ['agent', 'supervisor'] },
  { route: 'POST /follow-ups/no-such-call/record', body: { result: 'no_answer' }, may: ['agent'] },
  { route: 'GET /conversations', may: ['agent', 'supervisor', 'admin'] },
  { route: 'GET /conversations/no-such-talk', may: ['agent', 'supervisor', 'admin'] },
  { route: 'POST /conversations/no-such-talk/take', may: ['agent'] },
  { route: 'POST /conversations/no-such-talk/say', body: { text: '您好' }, may: ['agent'] },
  { route: 'POST /conversations/no-such-talk/release', body: { to: 'bot' }, may: ['agent'] },
  { route: 'POST /conversations/no-such-talk/notes', body: { text: '请看' }, may: ['agent', 'supervisor'] },
  {
    route: 'POST /conversations/no-such-talk/hand-over',
    body: { toStaffId: 'nobody', note: '请接着办' },
    may: ['agent'],
  },
  { route: 'GET /conversations/no-such-talk/form', may: ['agent', 'supervisor', 'admin'] },
  { route: 'PUT /conversations/no-such-talk/form', body: { field: 'name', value: '陈' }, may: ['agent'] },
  { route: 'POST /conversations/no-such-talk/ticket', body: { key: 'k' }, may: ['agent'] },
  { route: 'GET /desk/categories', may: ['agent', 'supervisor', 'admin'] },
  { route: 'GET /desk/kit', may: ['agent', 'supervisor', 'admin'] },
  { route: 'PUT /desk/replies', body: { title: '', text: '' }, may: ['agent', 'supervisor', 'admin'] },
  { route: 'DELETE /desk/replies/no-such-reply', may: ['agent', 'supervisor', 'admin'] },
  { route: 'PUT /desk/macros', body: { title: '', steps: [] }, may: ['agent', 'supervisor', 'admin'] },
  { route: 'DELETE /desk/macros/no-such-macro', may: ['agent', 'supervisor', 'admin'] },
  { route: 'GET /desk/wrap-ups', may: ['agent'] },
  { route: 'POST /desk/wrap-ups/no-such-one', body: { code: 'answered' }, may: ['agent'] },
  { route: 'POST /conversations/no-such-talk/abuse', body: { kind: 'insult', note: '辱骂' }, may: ['agent'] },
  { route: 'GET /desk/abuse', may: ['supervisor', 'admin'] },
  { route: 'POST /desk/abuse/no-such-one/lift', may: ['supervisor', 'admin'] },
  { route: 'GET /desk/calls', may: ['agent'] },
  { route: 'PUT /desk/extension', body: { extension: '不是分机' }, may: ['agent'] },
  { route: 'POST /desk/present', may: ['agent'] },
  { route: 'GET /desk/colleagues', may: ['agent', 'supervisor', 'admin'] },
  { route: 'GET /desk/notices', may: ['agent', 'supervisor', 'admin'] },
  { route: 'POST /desk/notices/seen', body: {}, may: ['agent', 'supervisor', 'admin'] },
  { route: 'PUT /desk/teams', body: { name: '', memberIds: [] }, may: ['supervisor', 'admin'] },
  { route: 'DELETE /desk/teams/no-such-team', may: ['supervisor', 'admin'] },
  { route: 'GET /insight/figures?from=2026-11-01&to=2026-11-30', may: ['admin', 'supervisor'] },
  { route: 'GET /insight/cases?from=2026-11-01&to=2026-11-30&metric=solved', may: ['admin', 'supervisor'] },
  { route: 'GET /insight/file?from=2026-11-01&to=2026-11-30&as=md', may: ['admin', 'supervisor'] },
  { route: 'GET /overview', may: ['admin', 'supervisor'] },
  {
    route: 'GET /insight/cases/file?from=2026-11-01&to=2026-11-30&metric=opened&as=csv',
    may: ['admin', 'supervisor'],
  },
  { route: 'GET /overview/watched/late', may: ['admin', 'supervisor'] },
  { route: 'GET /overview/watched/late/file?as=csv', may: ['admin', 'supervisor'] },
  { route: 'GET /insight/places', may: ['admin', 'supervisor'] },
  {
    route: 'GET /insight/places/file?from=2026-11-01&to=2026-11-30&as=csv',
    may: ['admin', 'supervisor'],
  },
  { route: 'GET /overview/stuck', may: ['admin', 'agent', 'supervisor'] },
  { route: 'GET /insight/reports', may: ['admin', 'supervisor'] },
  { route: 'GET /insight/reports/no-such-report', may: ['admin', 'supervisor'] },
  { route: 'GET /insight/reports/no-such-report/file?as=md', may: ['admin', 'supervisor'] },
  { route: 'GET /reply-templates', may: ['urban', 'urbanlead', 'police'] },
  { route: 'PUT /reply-templates', body: { title: '', text: '' }, may: ['urban', 'urbanlead', 'police'] },
  { route: 'DELETE /reply-templates/no-such-template', may: ['urban', 'urbanlead', 'police'] },
  { route: 'GET /knowledge?q=居住证', may: EVERYBODY },
  { route: 'GET /knowledge/residence-permit-sign', may: EVERYBODY },
  { route: 'POST /knowledge/try', body: { text: '居住证' }, may: EVERYBODY },
  { route: 'PUT /knowledge/residence-permit-sign', body: { question: '' }, may: ['editor'] },
  { route: 'POST /knowledge', body: { question: '', similar: [], answer: '' }, may: ['editor'] },
  { route: 'POST /knowledge/near', body: { wordings: ['居住证'] }, may: ['editor'] },
  { route: 'GET /knowledge/choices', may: ['editor'] },
  { route: 'GET /knowledge/export?as=csv', may: ['editor'] },
  { route: 'GET /knowledge/template?as=csv', may: ['editor'] },
  { route: 'POST /knowledge/import/check', body: { content: 'eA==' }, may: ['editor'] },
  { route: 'POST /knowledge/import/near', body: { questions: ['居住证'] }, may: ['editor'] },
  {
    route: 'POST /knowledge/import',
    body: { content: 'eA==', as: 'draft', seen: 'nothing' },
    may: ['editor'],
  },
  { route: 'GET /gaps', may: ['editor'] },
  { route: 'GET /gaps/no-such-gap', may: ['editor'] },
  { route: 'POST /gaps/aside', body: { ids: ['no-such-gap'], reason: '不归我们管' }, may: ['editor'] },
  { route: 'POST /gaps/reopen', body: { ids: ['no-such-gap'] }, may: ['editor'] },
  {
    route: 'POST /gaps/similar',
    body: { ids: ['no-such-gap'], entryId: 'no-such-entry', basedOn: 1, wording: '这样问' },
    may: ['editor'],
  },
  { route: 'GET /knowledge/residence-permit-sign/learned', may: EVERYBODY },
  {
    route: 'POST /knowledge/residence-permit-sign/learned',
    body: { wording: '没有这条说法', judgement: 'veto' },
    may: ['editor'],
  },
  { route: 'GET /digest', may: ['admin', 'dispatcher', 'supervisor'] },
  { route: 'GET /sending/no-such-unit/keys', may: ['admin'] },
  { route: 'POST /sending/no-such-unit/keys', body: { name: '测试' }, may: ['admin'] },
  { route: 'POST /department-keys/no-such-key/revoke', may: ['admin'] },
  { route: 'GET /sending', may: ['admin', 'dispatcher', 'supervisor'] },
  { route: 'PUT /sending/no-such-unit', body: { method: 'console' }, may: ['admin'] },
  { route: 'POST /sending/no-such-unit/test', may: ['admin'] },
  { route: 'GET /tickets/:ticket/sends', may: ['admin', 'dispatcher', 'supervisor'] },
  { route: 'POST /sends/no-such-send/resend', may: ['admin', 'dispatcher'] },
  {
    route: 'GET /tickets',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  {
    route: 'GET /ticket-search?q=路灯',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  {
    route: 'GET /ticket-search/choices',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  {
    route: 'GET /views',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  {
    route: 'POST /views',
    body: { name: '', query: {} },
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  {
    route: 'DELETE /views/no-such-view',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'police', 'supervisor'],
  },
  { route: 'GET /tickets?view=triage', may: ['admin', 'agent', 'dispatcher', 'supervisor'] },
  { route: 'GET /tickets?view=triage-other', may: ['admin', 'agent', 'dispatcher', 'supervisor'] },
  { route: 'GET /tickets?view=all', may: ['admin', 'agent', 'dispatcher', 'supervisor'] },
  {
    route: 'GET /tickets/:ticket',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'POST /tickets/:ticket/check-reply',
    body: { publicReply },
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'GET /tickets/:ticket/similar-replies',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  { route: 'GET /tickets/:ticket/same-matter', may: DESK },
  {
    route: 'GET /tickets/:ticket/entries',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'GET /tickets/:ticket/extension',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  { route: 'GET /tickets/:ticket/return-advice', may: ['urban'], hidden: ['police'] },
  {
    route: 'POST /tickets/:ticket/dispatch',
    body: { departmentId: 'housing', version: 999 },
    may: DESK,
  },
  ...TICKET_DOORS,
  {
    route: 'POST /tickets/:ticket/review-return',
    body: { approve: true, note: '', version: 999 },
    may: DESK,
  },
  { route: 'POST /tickets/:ticket/sign', body: { version: 999 }, may: ['urban'], hidden: ['police'] },
  {
    route: 'POST /tickets/:ticket/return',
    body: { reason: '不归我们管', basis: '职责清单第三条', proposedDepartmentId: 'housing', version: 999 },
    may: ['urban'],
    hidden: ['police'],
  },
  {
    route: 'POST /tickets/:ticket/contact',
    body: { way: 'phone', note: '约好明天上门', version: 999 },
    may: ['urban'],
    hidden: ['police'],
  },
  {
    route: 'POST /tickets/:ticket/reply',
    body: { publicReply: '已经处理好了', version: 999 },
    may: ['urban'],
    hidden: ['police'],
  },
  {
    route: 'POST /tickets/:ticket/note',
    body: { text: '备注' },
    may: ['agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'POST /tickets/:ticket/files?key=12345678&purpose=other',
    may: ['agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'GET /tickets/:ticket/files/no-such-file',
    may: ['admin', 'agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  {
    route: 'DELETE /tickets/:ticket/files/no-such-file',
    may: ['agent', 'dispatcher', 'urban', 'urbanlead', 'supervisor'],
    hidden: ['police'],
  },
  { route: 'GET /conversations/no-such-talk/files/1', may: ['agent', 'supervisor', 'admin'] },
  {
    route: 'POST /tickets/:ticket/unmask',
    body: { reason: '短' },
    may: ['agent', 'dispatcher', 'urban', 'urbanlead'],
    hidden: ['police'],
  },
  { route: 'GET /tickets/:ticket/access', may: ['admin', 'supervisor'] },
  { route: 'GET /unmask-requests', may: ['admin', 'supervisor'] },
  {
    route: 'POST /unmask-requests/no-such-request/decide',
    body: { approve: true },
    may: ['admin', 'supervisor'],
  },
  { route: 'POST /access-alarms/no-such-alarm/seen', may: ['admin', 'supervisor'] },
  { route: 'GET /retention', may: ['admin', 'supervisor'] },
  {
    route: 'POST /tickets/:ticket/preserve',
    body: { on: true, reason: '' },
    may: ['admin', 'supervisor'],
  },
  {
    route: 'POST /retention/terms/check',
    body: { terms: {} },
    may: ['admin'],
  },
  { route: 'PUT /retention/terms', body: { terms: {}, why: '试一试', seen: 0 }, may: ['admin'] },
  { route: 'GET /erasure-requests', may: ['admin', 'supervisor'] },
  {
    route: 'POST /erasure-requests/no-such-request/decide',
    body: { approve: true },
    may: ['admin', 'supervisor'],
  },
  { route: 'GET /channels', may: ['supervisor', 'admin'] },
  {
    route: 'POST /channels/no-such-channel/preview',
    body: { rule: { id: 'web', paused: true } },
    may: ['admin'],
  },
  { route: 'PUT /channels/no-such-channel', body: {}, may: ['admin'] },
  { route: 'GET /wordings', may: ['agent', 'dispatcher', 'supervisor', 'admin'] },
  {
    route: 'POST /wordings/preview',
    body: { id: 'text-signed', text: '{单位}已签收' },
    may: ['agent', 'dispatcher', 'supervisor', 'admin'],
  },
  { route: 'PUT /wordings/texts/no-such-text', body: {}, may: ['admin'] },
  { route: 'POST /wordings/no-such-one/remove', body: {}, may: ['admin'] },
  {
    route: 'POST /sensitive-words/preview',
    body: { name: '词', kind: 'watch' },
    may: ['agent', 'dispatcher', 'supervisor', 'admin'],
  },
  { route: 'POST /sensitive-words', body: {}, may: ['admin'] },
  { route: 'PUT /sensitive-words/no-such-word', body: {}, may: ['admin'] },
  { route: 'POST /sensitive-words/no-such-word/remove', body: {}, may: ['admin'] },
  { route: 'GET /clock-rules', may: ['agent', 'dispatcher', 'supervisor', 'admin'] },
  { route: 'GET /clock-rules/deadlines/1', may: ['agent', 'dispatcher', 'supervisor', 'admin'] },
  { route: 'GET /clock-rules/calendar/2030/1', may: ['agent', 'dispatcher', 'supervisor', 'admin'] },
  { route: 'POST /clock-rules/calculate', body: {}, may: ['agent', 'dispatcher', 'supervisor', 'admin'] },
  { route: 'POST /clock-rules/calendar/2030/check', body: { off: [] }, may: ['admin'] },
  { route: 'PUT /clock-rules/calendar/2030', body: { off: [] }, may: ['admin'] },
  { route: 'POST /clock-rules/deadlines/check', body: {}, may: ['admin'] },
  { route: 'PUT /clock-rules/deadlines', body: {}, may: ['admin'] },
  { route: 'GET /catalogue', may: RULE_READERS },
  { route: 'GET /catalogue/choices', may: RULE_READERS },
  { route: 'GET /catalogue/export', may: RULE_READERS },
  { route: 'POST /catalogue/check', body: {}, may: ['admin'] },
  { route: 'POST /catalogue', body: {}, may: ['admin'] },
  { route: 'PUT /catalogue/no-such-line', body: {}, may: ['admin'] },
  { route: 'POST /catalogue/no-such-line/retire', body: {}, may: ['admin'] },
  { route: 'POST /catalogue/import/check', body: {}, may: ['admin'] },
  { route: 'POST /catalogue/import', body: {}, may: ['admin'] },
  { route: 'GET /units', may: RULE_READERS },
  { route: 'GET /units/no-such-unit', may: RULE_READERS },
  { route: 'POST /units', body: {}, may: ['admin'] },
  { route: 'PUT /units/no-such-unit', body: {}, may: ['admin'] },
  { route: 'POST /units/no-such-unit/close/check', body: {}, may: ['admin'] },
  { route: 'POST /units/no-such-unit/close', body: {}, may: ['admin'] },
  { route: 'GET /tickets/:ticket/doors', may: DESK },
  { route: 'GET /categories', may: RULE_READERS },
  { route: 'POST /categories', body: {}, may: ['admin'] },
  { route: 'PUT /categories/no-such-leaf', body: {}, may: ['admin'] },
  { route: 'POST /categories/no-such-leaf/remove/check', body: {}, may: ['admin'] },
  { route: 'POST /categories/no-such-leaf/remove', body: {}, may: ['admin'] },
  { route: 'GET /special-routes', may: RULE_READERS },
  { route: 'PUT /special-routes/no-such-route', body: {}, may: ['admin'] },
  { route: 'GET /dispatch-threshold', may: RULE_READERS },
  { route: 'PUT /dispatch-threshold', body: {}, may: ['admin'] },
  { route: 'GET /rule-changes?kinds=catalogue', may: RULE_READERS },
  { route: 'GET /rule-changes/no-such-change', may: RULE_READERS },
  { route: 'POST /rule-changes/no-such-change/undo', body: {}, may: ['admin'] },
]

let town: Town
let number: string
const people = new Map<Who, Staff>()
beforeAll(async () => {
  town = await sharedTown()
  number = (await fileComplaint(town)).number
  for (const who of WHO) people.set(who, await town.signIn(who))
})

const split = (line: Line): [string, string] => {
  const [method = '', path = ''] = line.route.split(' ')
  return [method, encodeURI(path.replace(':ticket', number))]
}

/** The routes the console's app really has, middleware left out. */
const realRoutes = (): string[] =>
  [
    ...new Set(
      town.app.routes
        .filter((r) => r.path.startsWith('/console/api/') && r.method !== 'ALL')
        .map((r) => `${r.method} ${r.path.slice('/console/api'.length)}`),
    ),
  ].sort()

const INTRO = `# Who may go through which door

Written by \`npx vitest run test/journey/who-may-what.test.ts -u\`, which sends every line over HTTP for every role.
\`urban\` handles and \`urbanlead\` signs for the unit that leads the ticket, \`police\` handles for another: its tickets do not
exist for them (404). 403: the role has no such right. Without a session every line is 401.`

/** What needs no capability of its own: the session's own doors and the live stream of ids. */
const OUTSIDE = [
  'DELETE /session',
  'POST /session',
  'POST /session/enrol',
  'POST /session/code',
  'POST /session/unlock',
  'POST /session/lock',
  'POST /invite',
  'GET /live',
  'GET /sign-in-ways',
  'GET /sign-in/:way',
  'GET /sign-in/:way/callback',
]

describe('who may do what on the console', () => {
  test('the table names every route there is', () => {
    const named = TABLE.map((line) =>
      line.route
        .replace(/\?.*/, '')
        .replace(':ticket', ':number')
        .replace(/no-such-\w+|residence-permit-sign/, ':id')
        .replace(':id/sessions/no-such-session', ':id/sessions/:session')
        .replace('/watched/late', '/watched/:kind')
        .replace('/2030', '/:year')
        .replace(/(clock-rules.*)\/1$/, '$1/:version')
        .replace('/files/1', '/files/:fileId'),
    )
    expect([...new Set([...named, ...OUTSIDE])].sort()).toEqual(realRoutes())
  })

  test('docs/role-routes.md shows this table', async () => {
    const mark = (line: Line, who: Who): string =>
      line.hidden?.includes(who) ? '404' : line.may.includes(who) ? '✓' : '403'
    const rows = TABLE.map(
      (line) => `| \`${line.route}\` | ${WHO.map((who) => mark(line, who)).join(' | ')} |`,
    )
    const head = `| route | ${WHO.join(' | ')} |\n|---|${WHO.map(() => '---|').join('')}`
    await expect(`${INTRO}\n\n${head}\n${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/role-routes.md')
  })

  test('without a session every route is 401', async () => {
    for (const line of TABLE) {
      const [method, path] = split(line)
      const refused = await town.app.request(`/console/api${path}`, {
        method,
        headers: { 'x-requested-with': 'yingsheng', 'content-type': 'application/json' },
        ...(line.body ? { body: JSON.stringify(line.body) } : {}),
      })
      expect([line.route, refused.status]).toEqual([line.route, 401])
    }
    expect((await town.app.request('/console/api/live')).status).toBe(401)
  })

  test.each(WHO)('%s gets through exactly where the table says', async (who) => {
    for (const line of TABLE) {
      const [method, path] = split(line)
      const { status } = (await people.get(who)?.request(method, path, line.body)) ?? { status: 0 }
      const what = `${who} ${line.route}`
      if (line.hidden?.includes(who)) expect([what, status]).toEqual([what, 404])
      else if (!line.may.includes(who)) expect([what, status]).toEqual([what, 403])
      else expect([200, 400, 404, 409].includes(status) ? what : `${what} ${status}`).toBe(what)
    }
  })

  test('a write without the page’s header is refused, signed in or not', async () => {
    const cookie = people.get('agent')?.headers.cookie ?? ''
    for (const headers of [{ cookie }, {}]) {
      const refused = await town.app.request('/console/api/conversations/x/take', {
        method: 'POST',
        headers: headers as Record<string, string>,
      })
      expect(refused.status).toBe(403)
    }
  })

  test('a list never shows a handler the tickets of another department', async () => {
    const rowsOf = async (who: Who, view: string): Promise<{ number: string }[]> =>
      (await people.get(who)!.ok<{ rows: { number: string }[] }>('GET', `/tickets?view=${view}`)).rows
    expect((await rowsOf('urban', 'inbox')).map((r) => r.number)).toContain(number)
    for (const view of ['inbox', 'mine-done']) {
      expect((await rowsOf('police', view)).map((r) => r.number)).not.toContain(number)
    }
  })
})

/**
 * The rooms behind the doors stay right whatever a city chooses. Which right a door asks for is read from its own refusal.
 */
describe('who may do what where the city changed the roles', () => {
  let own: Town
  let ticket: string
  const at = new Map<Who, Staff>()
  const rightOf = new Map<string, Capability>()
  const ask = async (who: Who, line: Line): Promise<Response> => {
    const [method = '', path = ''] = line.route.split(' ')
    return (at.get(who) as Staff).request(method, encodeURI(path.replace(':ticket', ticket)), line.body)
  }
  beforeAll(async () => {
    own = await openTown()
    ticket = (await fileComplaint(own)).number
    for (const who of WHO) at.set(who, await own.signIn(who))
    for (const line of TABLE) {
      const shut = WHO.find((who) => !line.may.includes(who) && !line.hidden?.includes(who))
      if (!shut) continue
      const { error } = (await (await ask(shut, line)).json()) as {
        error: { details?: { capability?: Capability } }
      }
      if (error.details?.capability) rightOf.set(line.route, error.details.capability)
    }
  })
  afterAll(() => own.close())

  const ROLE_OF: Record<Who, Role> = {
    ...{
      admin: 'admin',
      agent: 'agent',
      dispatcher: 'dispatcher',
      editor: 'editor',
      supervisor: 'supervisor',
    },
    ...{ urban: 'handler', police: 'handler', urbanlead: 'signer' },
  }
  const put = async (choices: RightChoice[]): Promise<void> => {
    const admin = at.get('admin') as Staff
    const { version } = await admin.ok<{ version: number }>('GET', '/roles')
    await admin.ok('PUT', '/roles', { choices, why: '试一试各种选择', seen: version })
  }
  const every = (offer: ReturnType<typeof offerOf>, has: boolean): RightChoice[] =>
    ROLES.flatMap((role) =>
      CAPABILITIES.flatMap((capability) =>
        offerOf(role, capability) === offer ? [{ role, capability, has }] : [],
      ),
    )
  const walk = async (who: Who): Promise<void> => {
    for (const line of TABLE) {
      const right = rightOf.get(line.route)
      // A door that every role goes through names no right in this walk; the one to speak depends on the conference.
      if (!right || line.may.length === 0) continue
      const { status } = await ask(who, line)
      const what = `${who} ${line.route} ${right}`
      if (!hasRight(own.desk.rules, ROLE_OF[who], right)) expect([what, status]).toEqual([what, 403])
      else if (line.hidden?.includes(who)) expect([what, status]).toEqual([what, 404])
      else expect([200, 400, 404, 409].includes(status) ? what : `${what} ${status}`).toBe(what)
    }
  }

  test('with everything given that can be given, nobody of a unit sees a foreign ticket and no room refuses what its door allows', async () => {
    await put(every('extra', true))
    for (const who of WHO) await walk(who)
    const police = at.get('police') as Staff
    for (const path of [`/tickets/${ticket}`, `/tickets/${ticket}/similar-replies`])
      expect((await police.request('GET', path)).status).toBe(404)
    for (const view of ['inbox', 'mine-done', 'late']) {
      const { rows } = await police.ok<{ rows: { number: string }[] }>('GET', `/tickets?view=${view}`)
      expect(rows.map((row) => row.number)).not.toContain(ticket)
    }
    const found = await police.ok<{ rows: { number: string }[] }>('GET', `/ticket-search?q=${ticket}`)
    expect(found.rows).toEqual([])
    expect((await (at.get('editor') as Staff).request('GET', `/tickets/${ticket}`)).status).toBe(403)
  })

  test('with everything taken that can be taken, each role keeps only what is fixed, at once', async () => {
    // Stored as it could only come from a file: the page refuses to leave work to nobody.
    await own.desk.db
      .transaction()
      .execute((tx) =>
        changeRules(
          tx,
          'roles',
          { changeId: 'all-taken', what: '全部收回', why: '试一试', by: 'test', at: MONDAY },
          () => new Map(ROLES.map((id) => [id, { id, more: [], less: [...CAPABILITIES] }])),
        ),
      )
    await own.desk.refreshRules()
    for (const who of WHO) await walk(who)
    const { capabilities } = await (at.get('admin') as Staff).ok<{ capabilities: string[] }>(
      'GET',
      '/session',
    )
    expect(capabilities.sort()).toEqual(
      ['city-rules.change', 'city-rules.read', 'roles.change', 'staff.manage'].sort(),
    )
    // And the way back is open: one change gives it all again.
    await put(every('delivered', true))
    for (const who of WHO) await walk(who)
  })
})
