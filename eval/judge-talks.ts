import { z } from 'zod'
import { formatGuideField } from '../src/answering/format-guide.ts'
import type { TalkContext } from '../src/contracts/conversation.ts'
import { GUIDE_FIELDS } from '../src/contracts/decision.ts'
import type { Desk } from '../src/intake/desk.ts'
import { openUnstoredTalk } from '../src/intake/open-unstored-talk.ts'
import { planTurn } from '../src/intake/plan-turn.ts'
import type { TurnPlan } from '../src/intake/turn-plan.ts'
import { findEntry } from '../src/knowledge-base/entry-repository.ts'

const Ids = z.union([z.string(), z.array(z.string())]).transform((ids) => [ids].flat())

/** What a turn must lead to; every part that is given must hold. */
const Want = z.strictObject({
  /** One reply cites one of these entries. */
  answer: Ids.optional(),
  /** Answered with one of these, or asked back with one among the options. */
  offer: Ids.optional(),
  /** As many replies, in this order: each cites its entry, or offers it. */
  answers: z.array(Ids).optional(),
  /** The text of these fields of the cited guide stands in the reply. */
  fields: z.array(z.enum(GUIDE_FIELDS)).default([]),
  says: z.string().optional(),
  /** No entry is cited. */
  unanswered: z.literal(true).optional(),
  /** The option that was offered in this place is answered. */
  picks: z.union([z.number().int(), z.literal('last')]).optional(),
  /** The entry of the turn before is cited again. */
  keeps: z.literal(true).optional(),
  draft: z.literal(true).optional(),
  human: z.literal(true).optional(),
  /** A ticket is among the options. */
  ticket: z.literal(true).optional(),
})
const Turn = z.strictObject({ say: z.string().min(1), kind: z.string(), want: Want })

/** eval/gold/talks.yaml. */
export const TalksFile = z.strictObject({
  talks: z.array(
    z.strictObject({ id: z.string(), half: z.enum(['dev', 'test']), turns: z.array(Turn).min(1) }),
  ),
})
export type GoldTalk = z.infer<typeof TalksFile>['talks'][number]

export type JudgedTurn = {
  talk: string
  half: 'dev' | 'test'
  kind: string
  say: string
  /** What was wrong; empty = understood. */
  faults: string[]
  /** A wrong entry was given as the answer. */
  isWrongAnswer: boolean
  did: string
}

const citedIn = (plan: TurnPlan): string[] =>
  plan.says.flatMap((reply) => (reply.citations ?? []).map(({ entryId }) => entryId))

const describe = (plan: TurnPlan): string =>
  [
    ...plan.says.map((reply, at) => {
      const entry = reply.citations?.[0]?.entryId
      const options = reply.kind === 'clarify' ? offeredAt(plan).join(' | ') : ''
      return [reply.kind, entry ?? options, at === 0 ? (reply.confidence ?? '') : '']
        .filter(Boolean)
        .join(' ')
    }),
    ...plan.effects.map(({ kind }) => kind),
  ].join(' + ')

const offeredAt = (plan: TurnPlan): string[] =>
  plan.context.options.flatMap(({ entryId }) => (entryId ? [entryId] : []))

type Before = { options: TalkContext['options']; cited: string[] }

const optionAt = ({ options }: Before, place: number | 'last'): string | null =>
  (place === 'last' ? options.at(-1) : options[place - 1])?.entryId ?? null

/** The faults of one turn, in words. */
const findFaults = async (
  desk: Desk,
  want: z.infer<typeof Want>,
  plan: TurnPlan,
  before: Before,
): Promise<string[]> => {
  const cited = citedIn(plan)
  const clarifies = plan.says.some(({ kind }) => kind === 'clarify')
  const offered = [...cited, ...(clarifies ? offeredAt(plan) : [])]
  const has = (ids: readonly string[], among: readonly string[]): boolean =>
    ids.some((id) => among.includes(id))
  const text = plan.says.map((reply) => reply.text).join('\n')
  const faults: string[] = []
  const must = (holds: boolean, fault: string): void => void (holds || faults.push(fault))
  if (want.answer) must(has(want.answer, cited), `should answer ${want.answer.join('/')}`)
  if (want.offer) must(has(want.offer, offered), `should offer ${want.offer.join('/')}`)
  if (want.answers) {
    must(plan.says.length === want.answers.length, `should reply ${want.answers.length} times`)
    for (const [at, ids] of want.answers.entries())
      must(has(ids, offered), `reply ${at + 1} should be ${ids.join('/')}`)
  }
  if (want.picks)
    must(cited[0] !== undefined && cited[0] === optionAt(before, want.picks), `should pick ${want.picks}`)
  if (want.keeps) must(cited[0] !== undefined && cited[0] === before.cited[0], 'should stay with the entry')
  if (want.unanswered) must(cited.length === 0, 'should not answer')
  if (want.says) must(text.includes(want.says), `should say ${want.says}`)
  if (want.draft) must(plan.context.draft !== null, 'should begin a draft')
  if (want.human)
    must(
      plan.effects.some(({ kind }) => kind === 'queue-for-agent'),
      'should call a person',
    )
  if (want.ticket)
    must(
      plan.context.options.some(({ value }) => value === '登记工单'),
      'should offer a ticket',
    )
  if (want.fields.length > 0) {
    const entry = cited[0] ? await findEntry(desk.db, cited[0]) : null
    for (const field of want.fields) {
      const told = entry?.guide ? formatGuideField(entry.guide, field) : ''
      must(told !== '' && text.includes(told), `should tell ${field}`)
    }
  }
  return faults
}

/**
 * Replays one talk on the product's own path: each turn is planned against what the turn before left. Where we asked back with the right
 * entry among the options, the citizen taps it before the next turn. Nothing is stored.
 */
export const judgeTalk = async (desk: Desk, talk: GoldTalk): Promise<JudgedTurn[]> => {
  const conversation = openUnstoredTalk(desk)
  const before: Before = { options: [], cited: [] }
  const judged: JudgedTurn[] = []
  for (const { say, kind, want } of talk.turns) {
    const plan = await planTurn(desk, conversation, say)
    const faults = await findFaults(desk, want, plan, before)
    const cited = citedIn(plan)
    const right = [want.answer, want.offer, ...(want.answers ?? [])].flatMap((ids) => ids ?? [])
    const isWrongAnswer =
      (want.unanswered === true && cited.length > 0) ||
      (right.length > 0 && cited.some((id) => !right.includes(id)))
    judged.push({ talk: talk.id, half: talk.half, kind, say, faults, isWrongAnswer, did: describe(plan) })
    const tapped = plan.context.options.find(({ entryId }) => entryId && right.includes(entryId))
    const isAskedBack = plan.says.at(-1)?.kind === 'clarify'
    conversation.context = plan.context
    before.options = plan.context.options
    before.cited = cited
    if (!isAskedBack || !tapped) continue
    const chosen = await planTurn(desk, conversation, tapped.value)
    conversation.context = chosen.context
    before.options = chosen.context.options
    before.cited = citedIn(chosen)
  }
  return judged
}
