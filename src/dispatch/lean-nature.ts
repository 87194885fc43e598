import type { Nature } from '../contracts/ticket.ts'
import { TicketType } from '../contracts/ticket.ts'
import { type History, type LearnedSorter, trustIn } from './lean-on-history.ts'

/** As what the rules take a matter, and how sure they are of its type, 0…1. */
export type RuledNature = Nature & { confidence: number }

/** "我要投诉": the citizen said what it is. */
const SAYS_ITSELF =
  /(?:我|我们|本人)(?:要|想|来|现在|再次|强烈|实名|匿名)*(?:投诉|举报|检举|建议|表扬|求助|咨询)/

const TYPES = TicketType.options

/** The likeliest type, the rules' word and that of history weighed by how often history was right on examples kept back. */
const leanType = (text: string, { type, confidence }: RuledNature, sorter: LearnedSorter): TicketType => {
  const trust = trustIn(sorter)
  const said = new Map(
    sorter.classifier.classify({ text }, TYPES.length).map(({ label, score }) => [label, score]),
  )
  const others = (1 - confidence) / (TYPES.length - 1)
  const likely = (each: TicketType): number =>
    (1 - trust) * (each === type ? confidence : others) + trust * (said.get(each) ?? 0)
  return TYPES.reduce((best, each) => (likely(each) > likely(best) ? each : best), type)
}

/** With less trust than this, history raises no urgency. */
const LEAST_TRUST = 0.5

const speaksOfUrgency = (text: string, sorter: LearnedSorter): boolean => {
  const normal = sorter.classifier.classify({ text }, 3).find(({ label }) => label === 'normal')
  return trustIn(sorter) >= LEAST_TRUST && (normal?.score ?? 0) < 0.5
}

/**
 * As what a matter is taken, where a city's own decisions were learned from. What protects the citizen history cannot take away: a report
 * (举报) stays one and so confidential, urgency is only ever raised, from normal to urgent; and what the citizen calls it, it is.
 */
export const leanNature = (text: string, ruled: RuledNature, history: History): Nature => {
  const isSettled = ruled.type === 'report' || SAYS_ITSELF.test(text)
  return {
    type: history.type && !isSettled ? leanType(text, ruled, history.type) : ruled.type,
    urgency:
      ruled.urgency === 'normal' && history.urgency && speaksOfUrgency(text, history.urgency)
        ? 'urgent'
        : ruled.urgency,
  }
}
