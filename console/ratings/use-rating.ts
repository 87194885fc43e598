import type { Finding } from '../../src/dispatch/rating/verify-rating.ts'
import { api, ask } from '../api/client.ts'
import type { TicketDetail } from '../api/types.ts'
import { useAction } from '../shared/use-action.ts'
import type { TicketDesk } from '../tickets/use-ticket.ts'

/** What may be done about a bad rating, in the order it is done. `isClaim`: leaves it out of the rates if a second person agrees. */
export const RATING_ACTS = [
  { action: 'verify_rating', label: '核实', isClaim: false },
  { action: 'explain_rating', label: '说明', isClaim: false },
  { action: 'appeal_rating', label: '申诉', isClaim: true },
  { action: 'propose_exclusion', label: '提出剔除', isClaim: true },
  { action: 'approve_exclusion', label: '决定是否剔除', isClaim: false },
] as const
export type RatingAct = (typeof RATING_ACTS)[number]

export const FINDING_CHOICES: { value: Finding; label: string }[] = [
  { value: 'unit_fault', label: '确实没办好，单位有责' },
  { value: 'no_fault', label: '能办的都办了，单位已尽责' },
  { value: 'unclear', label: '两边说法不一，说不清' },
]

/** Carries out acts on the bad rating of the ticket that is shown; each answer is the new truth of the page. */
export const useRating = (desk: TicketDesk) => {
  const { busy, run } = useAction()
  const routes = api.tickets[':number']
  const act = async (
    work: (asked: { param: { number: string }; version: number }) => Promise<TicketDetail>,
    done: string,
  ): Promise<boolean> => {
    const ticket = desk.data.value?.ticket
    if (!ticket) return false
    const asked = { param: { number: ticket.number }, version: ticket.version }
    const ok = await run(async () => desk.put(await work(asked)), done)
    if (!ok) await desk.reload()
    return ok
  }
  const claim = (door: 'appeal-rating' | 'propose-exclusion', code: string, evidence: string) =>
    act(
      ({ param, version }) => ask(routes[door].$post({ param, json: { code, evidence, version } })),
      '已提交，等督办员决定。',
    )
  return {
    busy,
    take: () => act(({ param }) => ask(routes['take-rating'].$post({ param })), '这条差评在您手里了。'),
    verify: (finding: Finding, text: string) =>
      act(
        ({ param, version }) =>
          ask(routes['verify-rating'].$post({ param, json: { finding, text, version } })),
        '核实情况已记下，诉求人看不到。',
      ),
    explain: (publicReply: string) =>
      act(
        ({ param, version }) =>
          ask(routes['explain-rating'].$post({ param, json: { publicReply, version } })),
        '已告诉诉求人，这条差评处理完了。',
      ),
    appeal: (code: string, evidence: string) => claim('appeal-rating', code, evidence),
    propose: (code: string, evidence: string) => claim('propose-exclusion', code, evidence),
    decide: (approve: boolean, note: string) =>
      act(
        ({ param, version }) =>
          ask(routes['decide-exclusion'].$post({ param, json: { approve, note, version } })),
        approve ? '已同意剔除，统计里会写明。' : '没有同意，提出的人会看到您写的话。',
      ),
  }
}
export type RatingActs = ReturnType<typeof useRating>
