import type { Ref } from 'vue'
import type { Correction } from '../../src/dispatch/recategorise-ticket.ts'
import type { Stand } from '../../src/tickets/conference/conference.ts'
import type { ContactResult, ContactWay } from '../../src/tickets/state-labels.ts'
import { api, ask } from '../api/client.ts'
import type { TicketDetail } from '../api/types.ts'
import { type Action, useAction } from '../shared/use-action.ts'
import { type Loaded, useLoad } from '../shared/use-load.ts'
import { ACTION_FORMS, type FormAction, type Given } from './action-forms.ts'
import { postAction } from './post-action.ts'

/** A contact as it is written down. */
export type ContactGiven = {
  way: ContactWay
  result: ContactResult
  note: string
  contactedAt?: string
  fileIds: string[]
}

/** A ticket and everything a person can do to it. Each act takes the answer as the new truth. */
export type TicketDesk = Loaded<TicketDetail> & {
  busy: Action['busy']
  sign: () => Promise<boolean>
  dispatch: (to: { id: string; name: string }, note: string) => Promise<boolean>
  reviewReturn: (approve: boolean, note: string) => Promise<boolean>
  askReturn: (asked: { reason: string; basis: string; proposedDepartmentId: string }) => Promise<boolean>
  contact: (contact: ContactGiven) => Promise<boolean>
  /** `used`: the entries whose words were put into it. */
  reply: (reply: {
    publicReply: string
    internalNote: string
    used: string[]
    fileIds: string[]
  }) => Promise<boolean>
  note: (text: string, fileIds: string[]) => Promise<boolean>
  /** Takes it for something else: another category, type or urgency. */
  recategorise: (to: Correction) => Promise<boolean>
  /** Tells the citizen another door by a route of the city; the ticket ends with its reason. */
  inform: (routeId: string) => Promise<boolean>
  speak: (said: {
    stand: Stand
    ground: string
    basis: string
    proposedUnitId: string | null
  }) => Promise<boolean>
  designate: (to: { unit: string; reason: string }) => Promise<boolean>
  /** Joins it to the ticket of that number. */
  join: (masterNumber: string) => Promise<boolean>
  /** Carries out one of the actions with a plain form. */
  perform: (action: FormAction, given: Given) => Promise<boolean>
}

/** Loads the ticket of `number` and carries out acts on the version that is shown. */
export const useTicket = (number: Readonly<Ref<string>>): TicketDesk => {
  const param = () => ({ number: number.value })
  const loaded = useLoad(() => ask(api.tickets[':number'].$get({ param: param() })))
  const { busy, run } = useAction()
  const routes = api.tickets[':number']
  const version = (): number => loaded.data.value?.ticket.version ?? 0

  const act = async (work: () => Promise<TicketDetail>, done: string): Promise<boolean> => {
    const ok = await run(async () => loaded.put(await work()), done)
    // Refused: most often somebody was faster, so show what is true now.
    if (!ok) await loaded.reload()
    return ok
  }

  return {
    ...loaded,
    busy,
    perform: (action, given) => {
      const asked = { param: param(), version: version() }
      return act(() => postAction(action, asked, given), ACTION_FORMS[action].done)
    },
    sign: () =>
      act(
        () => ask(routes.sign.$post({ param: param(), json: { version: version() } })),
        '已签收，开始办理。',
      ),
    dispatch: (to, note) => {
      const json = { departmentId: to.id, coDepartmentIds: [], note, version: version() }
      return act(
        () => ask(routes.dispatch.$post({ param: param(), json })),
        `${number.value} 已派给${to.name}。`,
      )
    },
    reviewReturn: (approve, note) => {
      const json = { approve, note, version: version() }
      const done = approve ? '已同意退单，工单回到待派单。' : '没有同意退单，工单仍由原单位办理。'
      return act(() => ask(routes['review-return'].$post({ param: param(), json })), done)
    },
    askReturn: (asked) => {
      const json = { ...asked, version: version() }
      return act(() => ask(routes.return.$post({ param: param(), json })), '退单申请已提交，等待审核。')
    },
    contact: (contact) => {
      const json = { ...contact, version: version() }
      return act(() => ask(routes.contact.$post({ param: param(), json })), '已记下联系情况。')
    },
    reply: (reply) => {
      const json = { ...reply, version: version() }
      return act(() => ask(routes.reply.$post({ param: param(), json })), '答复已送单位审签。')
    },
    speak: (said) =>
      act(
        () => ask(routes.speak.$post({ param: param(), json: said })),
        '意见已提交，参加会商的单位和热线能看到。',
      ),
    designate: ({ unit, reason }) => {
      const json = { departmentId: unit, reason, version: version() }
      return act(() => ask(routes.designate.$post({ param: param(), json })), '已指定承办单位。')
    },
    join: (masterNumber) =>
      act(
        () => ask(routes.join.$post({ param: param(), json: { masterNumber, version: version() } })),
        `已并入 ${masterNumber}，诉求人会收到通知。`,
      ),
    recategorise: (to) =>
      act(
        () => ask(routes.category.$post({ param: param(), json: { ...to, version: version() } })),
        '已更正，承办和期限不变。',
      ),
    inform: (routeId) =>
      act(
        () => ask(routes.inform.$post({ param: param(), json: { routeId, note: '', version: version() } })),
        '已告知诉求人，工单按分类指引办结。',
      ),
    note: (text, fileIds) =>
      act(
        () => ask(routes.note.$post({ param: param(), json: { text, fileIds } })),
        '备注已记下，只有内部可见。',
      ),
  }
}
