import type { ReferralReason, TerminationReason } from '../../src/tickets/state-labels.ts'
import type { SuperviseLevel } from '../../src/tickets/ticket.ts'
import { api, ask } from '../api/client.ts'
import type { TicketDetail } from '../api/types.ts'
import type { FormAction, Given } from './action-forms.ts'

const to = api.tickets[':number']
type Asked = { param: { number: string }; version: number }
type Post = (asked: Asked, given: Given) => Promise<TicketDetail>

const review = (asked: Asked, given: Given, approve: boolean) => ({
  param: asked.param,
  json: { approve, note: given.note.trim(), version: asked.version },
})
const because = ({ param, version }: Asked, given: Given) => ({
  param,
  json: { reason: given.reason.trim(), version },
})
const words = ({ param, version }: Asked, given: Given) => ({
  param,
  json: { text: given.text.trim(), version },
})
const answer = ({ param, version }: Asked, given: Given) => ({
  param,
  json: { publicReply: given.publicReply.trim(), internalNote: given.note.trim(), version },
})
const helper = ({ param, version }: Asked, given: Given) => ({
  param,
  json: { departmentId: given.unit, task: given.reason.trim(), version },
})
const termination = (asked: Asked, given: Given, approve: boolean) => {
  const { param, json } = review(asked, given, approve)
  return { param, json: { ...json, publicReply: given.publicReply.trim() } }
}

/** Which door each action knocks on, and with what. */
const POSTS: Record<FormAction, Post> = {
  ask_info: (a, g) => ask(to['ask-info'].$post(words(a, g))),
  give_info: (a, g) => ask(to['give-info'].$post(words(a, g))),
  answer_directly: (a, g) => {
    const { param, json } = answer(a, g)
    return ask(to.answer.$post({ param, json: { ...json, used: g.used } }))
  },
  refer: (a, g) => {
    const { param, json } = answer(a, g)
    return ask(to.refer.$post({ param, json: { ...json, reasonCode: g.referral as ReferralReason } }))
  },
  split: (a, g) => ask(to.split.$post(because(a, g))),
  confer: (a, g) => {
    const { param, json } = because(a, g)
    return ask(to.confer.$post({ param, json: { ...json, unitIds: g.units } }))
  },
  designate: (a, g) => {
    const { param, json } = because(a, g)
    return ask(to.designate.$post({ param, json: { ...json, departmentId: g.unit } }))
  },
  request_extension: (a, g) => ask(to.extend.$post(because(a, g))),
  approve_extension: (a, g) => ask(to['review-extension'].$post(review(a, g, true))),
  refuse_extension: (a, g) => ask(to['review-extension'].$post(review(a, g, false))),
  suspend: (a, g) => {
    const { param, json } = because(a, g)
    return ask(to.suspend.$post({ param, json: { ...json, until: g.until } }))
  },
  resume: (a) => ask(to.resume.$post({ param: a.param, json: { version: a.version } })),
  request_termination: (a, g) => {
    const { param, json } = because(a, g)
    return ask(to.terminate.$post({ param, json: { ...json, reasonCode: g.ending as TerminationReason } }))
  },
  approve_termination: (a, g) => ask(to['review-termination'].$post(termination(a, g, true))),
  refuse_termination: (a, g) => ask(to['review-termination'].$post(termination(a, g, false))),
  request_co: (a, g) => ask(to['request-co'].$post(helper(a, g))),
  // A co-handler the lead asked for is decided on; without a request the hotline brings one in itself.
  add_co: (a, g) => {
    if (g.part === 0) return ask(to['add-co'].$post(helper(a, g)))
    const { param, json } = review(a, g, true)
    return ask(to['review-co'].$post({ param, json: { ...json, partSeq: g.part } }))
  },
  refuse_co: (a, g) => {
    const { param, json } = review(a, g, false)
    return ask(to['review-co'].$post({ param, json: { ...json, partSeq: g.part } }))
  },
  add_suborder: ({ param, version }, g) => {
    const json = { departmentId: null, unitName: g.unitName.trim(), task: g.reason.trim(), version }
    return ask(to.suborder.$post({ param, json }))
  },
  report_part: ({ param, version }, g) =>
    ask(
      to.report.$post({ param, json: { partSeq: g.part, text: g.text.trim(), fileIds: g.fileIds, version } }),
    ),
  recall_part: ({ param, version }, g) =>
    ask(to.recall.$post({ param, json: { partSeq: g.part, reason: g.reason.trim(), version } })),
  sign_reply: (a, g) => ask(to['sign-reply'].$post(review(a, g, true))),
  send_back_reply: (a, g) => ask(to['sign-reply'].$post(review(a, g, false))),
  pass_reply: (a, g) => ask(to.audit.$post(review(a, g, true))),
  reject_reply: (a, g) => ask(to.audit.$post(review(a, g, false))),
  rework: (a, g) => ask(to.rework.$post(because(a, g))),
  reassign: (a, g) => ask(to.reassign.$post(because(a, g))),
  uphold: (a, g) => ask(to.uphold.$post(answer(a, g))),
  reopen: (a, g) => ask(to.reopen.$post(words(a, g))),
  supervise: ({ param, version }, g) =>
    ask(
      to.supervise.$post({
        param,
        json: { level: g.level as SuperviseLevel, reason: g.reason.trim(), version },
      }),
    ),
  answer_supervision: (a, g) => ask(to['answer-supervision'].$post(words(a, g))),
  end_supervision: (a, g) => ask(to['lift-supervision'].$post(because(a, g))),
  urge: (a, g) => ask(to.urge.$post(words(a, g))),
  answer_urge: (a, g) => ask(to['answer-urge'].$post(words(a, g))),
}

/** Carries out an action on the version that is shown. @returns the ticket as it is then. */
export const postAction = (action: FormAction, asked: Asked, given: Given): Promise<TicketDetail> =>
  POSTS[action](asked, given)
