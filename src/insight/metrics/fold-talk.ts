import type { EventData, LoggedEvent } from '../../contracts/events.ts'
import type { Case, Fold } from './fold-subject.ts'

const DAY_MS = 86_400_000
const WITH_PEOPLE: readonly string[] = ['waiting', 'agent']

type Talk = {
  begun: { day: string; at: number } | null
  answered: boolean
  /** A person was asked for, or it became a ticket in time: the assistant did not solve it alone. */
  helped: boolean
  by: '' | 'bot' | 'agent' | 'ticket'
}
const RANK = ['', 'bot', 'agent', 'ticket'] as const

/** Counts one talk: from the citizen's first words, who answered it, and whether the assistant was enough. */
export const foldTalk: Fold = (cases, rules) => {
  const talk: Talk = { begun: null, answered: false, helped: false, by: '' }
  const day = (): string => talk.begun?.day ?? ''
  const of = (outcome: Case['outcome'], dim = ''): Case => ({ day: day(), unit: '', dim, outcome })
  const show = (by: Talk['by']): void => {
    if (!talk.begun) return
    if (RANK.indexOf(by) > RANK.indexOf(talk.by)) talk.by = by
    cases.put('answered_by', 1, of('hit', talk.by))
    cases.put('self_served', 1, of(talk.answered && !talk.helped ? 'hit' : 'miss'))
  }
  const begin = (event: LoggedEvent): void => {
    if (talk.begun) return
    talk.begun = { day: rules.dayOf(event.at), at: Date.parse(event.at) }
    cases.put('contacts', 1, of('hit', (event.data as EventData<'message.received'>).channel))
    cases.put('handed_over', 1, of('miss'))
    show('')
  }
  const answer = (event: LoggedEvent): void => {
    const { decision, messageId } = event.data as EventData<'answer.given'>
    const given: Case = { day: rules.dayOf(event.at), unit: '', dim: '', outcome: 'miss' }
    cases.put('kb_hit', messageId, { ...given, outcome: decision === 'answer' ? 'hit' : 'miss' })
    cases.put('kb_none', messageId, { ...given, outcome: decision === 'none' ? 'hit' : 'miss' })
    if (decision !== 'answer') return
    talk.answered = true
    show('bot')
  }
  const hold = (event: LoggedEvent): void => {
    const { heldBy } = event.data as EventData<'conversation.held'>
    if (!talk.begun || !WITH_PEOPLE.includes(heldBy)) return
    talk.helped = true
    cases.put('handed_over', 1, of('hit'))
    show(heldBy === 'agent' ? 'agent' : '')
  }
  const rate = (event: LoggedEvent): void => {
    const { messageId, verdict } = event.data as EventData<'answer.rated'>
    const first = cases.find('misled', messageId)?.day ?? rules.dayOf(event.at)
    cases.put('misled', messageId, { ...of(verdict === 'wrong' ? 'hit' : 'miss'), day: first })
  }
  return (event) => {
    if (event.type === 'message.received') begin(event)
    if (event.type === 'answer.given') answer(event)
    if (event.type === 'conversation.held') hold(event)
    if (event.type === 'answer.rated') rate(event)
    if (event.type === 'conversation.filed' && talk.begun) {
      if (Date.parse(event.at) - talk.begun.at <= DAY_MS) talk.helped = true
      show('ticket')
    }
  }
}
