import type { EventData, LoggedEvent } from '../../contracts/events.ts'
import type { Case, Cases, Fold, FoldRules, Outcome } from './fold-subject.ts'
import type { MetricId } from './metric-table.ts'

type Moved = EventData<'ticket.moved'>
type Ended = EventData<'clock.ended'>

const STAGES: Record<string, MetricId> = {
  sign: 'signed',
  contact: 'response',
  reply: 'on_time',
  urge: 'urge_answered',
  supervise: 'supervise_answered',
}
/** What leaves a clock without a verdict; anything else that drops one has started it anew. */
const DROPPED_BY: Record<string, string> = {
  approve_return: 'returned',
  reassign: 'reassigned',
  take_back: 'reassigned',
  confer: 'reassigned',
  withdraw: 'withdrawn',
  expire_info: 'no_info',
  approve_termination: 'terminated',
  refer: 'referred',
  reply: 'answered',
  pass_reply: 'answered',
  answer_directly: 'answered',
  end_supervision: 'lifted',
  join: 'joined',
}
/** These end a matter without handling it: neither in time nor late. */
const WITHOUT_HANDLING: readonly string[] = ['approve_termination', 'refer']
const BAD_GRADE = 2
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Outcomes of a round in which nobody said anything yet: the first answer is dated anew. */
const UNANSWERED: readonly string[] = ['silent', 'opted_out', 'no_answer', 'wrong_number', 'refused'].map(
  (why) => `out:${why}`,
)

/** What is remembered of one ticket between its events. */
type Story = {
  type: string
  unit: string
  sent: number
  asked: number
  closed: { at: number } | null
  /** Runs of each clock that ended. */
  runs: Record<string, number>
  bad: number[]
  urged: number
  ordered: number
  /** When it was sent to the unit that has not contacted the citizen yet. */
  sentAt: number | null
}

const inTime = (ok: boolean): Outcome => (ok ? 'hit' : 'miss')

const foldClockEnd = (story: Story, cases: Cases, rules: FoldRules, data: Ended): void => {
  story.runs[data.stage] = data.run
  const metric = STAGES[data.stage]
  if (!metric) return
  const unit = data.departmentId ?? ''
  const verdicts = metric === 'on_time' ? (['on_time', 'on_time_first'] as const) : ([metric] as const)
  for (const each of verdicts) {
    const due = each === 'on_time_first' ? data.firstDueAt : data.dueAt
    const base = { day: rules.dayOf(due), unit, dim: story.type }
    const left = DROPPED_BY[data.action] ?? 'restarted'
    if (data.why === 'dropped' || WITHOUT_HANDLING.includes(data.action)) {
      // What was late before it was dropped stays late.
      if (cases.find(each, data.run)?.outcome === 'miss') continue
      cases.put(each, data.run, { ...base, outcome: data.doneAt > due ? 'miss' : `out:${left}` })
      continue
    }
    const ok = each === 'on_time_first' ? data.doneAt <= due : data.why === 'met'
    cases.put(each, data.run, { ...base, outcome: inTime(ok) })
  }
}

/** A red warning is the due time itself passing: from then on the case counts, done or not. */
const foldWarning = (story: Story, cases: Cases, rules: FoldRules, event: LoggedEvent): void => {
  const data = event.data as EventData<'ticket.warned'>
  const metric = STAGES[data.stage]
  if (!metric || data.level !== 'red') return
  const unit = data.departmentId ?? ''
  const run = (story.runs[data.stage] ?? 0) + 1
  const late = { unit, dim: story.type, outcome: 'miss' } as const
  cases.put(metric, run, { ...late, day: rules.dayOf(data.dueAt) })
  if (metric !== 'on_time') return
  cases.put('on_time_first', run, { ...late, day: rules.dayOf(data.firstDueAt ?? data.dueAt) })
}

/** The calendar changed under a running clock: what was late by the old one is judged when it ends. */
const foldRecount = (story: Story, cases: Cases, event: LoggedEvent): void => {
  const { stage } = event.data as EventData<'clock.recounted'>
  const metric = STAGES[stage]
  const run = (story.runs[stage] ?? 0) + 1
  if (metric && cases.find(metric, run)) cases.drop(metric, run)
  if (metric === 'on_time' && cases.find('on_time_first', run)) cases.drop('on_time_first', run)
}

const foldRating = (story: Story, cases: Cases, day: string, data: Moved): void => {
  const slot = Math.max(1, story.asked)
  const base = { unit: story.unit, dim: story.type }
  const first = (metric: 'solved' | 'satisfied'): string => {
    const found = cases.find(metric, slot)
    return found && !UNANSWERED.includes(found.outcome) ? found.day : day
  }
  if (data.solved !== undefined) {
    cases.put('solved', slot, {
      ...base,
      day: first('solved'),
      outcome: inTime(data.solved === 'solved'),
    })
  }
  const graded = data.satisfied !== undefined
  const before = cases.find('satisfied', slot)
  if (graded || !before || before.outcome.startsWith('out:')) {
    const outcome: Outcome = graded ? inTime((data.satisfied ?? 0) > BAD_GRADE) : 'out:not_asked'
    cases.put('satisfied', slot, { ...base, day: first('satisfied'), outcome })
  }
  const asked = cases.find('rated', slot)
  if (asked) cases.put('rated', slot, { ...asked, outcome: 'hit' })
  const isBad = data.solved === 'unsolved' || (graded && (data.satisfied ?? 0) <= BAD_GRADE)
  if (isBad) {
    if (cases.find('bad_fixed', slot)) return
    story.bad.push(slot)
    cases.put('bad_fixed', slot, { ...base, day, outcome: 'miss' })
  } else if (data.solved === 'solved') {
    for (const earlier of story.bad.filter((s) => s < slot)) {
      const found = cases.find('bad_fixed', earlier)
      if (found) cases.put('bad_fixed', earlier, { ...found, outcome: 'hit' })
    }
  }
}

const flip = (cases: Cases, metric: MetricId, slot: number, outcome: Outcome): void => {
  const found = cases.find(metric, slot)
  if (found) cases.put(metric, slot, { ...found, outcome })
}

/** Left out of the rates, with its reason and after a second person agreed; a case that is not there is not made. */
const foldExclusion = (story: Story, cases: Cases, code = 'excluded'): void => {
  const slot = Math.max(1, story.asked)
  for (const metric of ['solved', 'satisfied', 'bad_fixed'] as const) {
    const found = cases.find(metric, slot)
    if (found && !found.outcome.startsWith('out:')) flip(cases, metric, slot, `out:${code}`)
  }
}

const foldOpening = (story: Story, cases: Cases, day: string, data: Moved): void => {
  story.type = data.facts?.type ?? ''
  const of = (dim: string): Case => ({ day, unit: '', dim, outcome: 'hit' })
  cases.put('opened', 1, of(story.type))
  cases.put('opened_category', 1, of(data.facts?.category ?? ''))
  cases.put('opened_place', 1, of(data.facts?.district ?? ''))
  cases.put('direct', 1, { ...of(story.type), outcome: 'miss' })
  // Earlier events do not tell: then it is not counted, and not as a first one either.
  const repeat = data.facts?.repeat
  if (repeat !== undefined) cases.put('repeated', 1, { ...of(story.type), outcome: inTime(repeat) })
}

const foldDispatch = (story: Story, cases: Cases, day: string, at: number): void => {
  story.sent += 1
  story.sentAt = at
  const sent: Case = { day, unit: story.unit, dim: story.type, outcome: 'miss' }
  cases.put('returned', story.sent, sent)
  cases.put('extended', story.sent, sent)
  flip(cases, 'direct', 1, 'miss')
}

const foldFollowUp = (story: Story, cases: Cases, day: string): void => {
  story.asked += 1
  const asked: Case = { day, unit: story.unit, dim: story.type, outcome: 'miss' }
  cases.put('rated', story.asked, asked)
  if (story.asked === 1) cases.put('reworked', 1, asked)
}

/** Nobody answered: no effective follow-up, and the case says so. */
const foldSilence = (story: Story, cases: Cases, day: string, unasked = 'silent'): void => {
  const slot = Math.max(1, story.asked)
  const silent: Case = { day, unit: story.unit, dim: story.type, outcome: `out:${unasked}` }
  if (!cases.find('solved', slot)) cases.put('solved', slot, silent)
  if (!cases.find('satisfied', slot)) cases.put('satisfied', slot, silent)
  // Nothing was sent out to be answered.
  if (unasked === 'opted_out') flip(cases, 'rated', slot, silent.outcome)
}

const foldClosing = (story: Story, cases: Cases, day: string, at: number, outcome: Outcome): void => {
  if (story.closed) return
  story.closed = { at }
  cases.put('once', 1, { day, unit: story.unit, dim: story.type, outcome })
}

const foldAgain = (story: Story, cases: Cases, rules: FoldRules, at: number): void => {
  if (story.closed && at - story.closed.at > rules.onceDays * DAY_MS) return
  flip(cases, 'once', 1, 'miss')
}

/** How long the first contact took, in natural time: bands say more than a mean that one forgotten ticket pulls up. */
const BANDS: readonly (readonly [number, string])[] = [
  [2, '2小时内'],
  [8, '2至8小时'],
  [24, '8至24小时'],
  [72, '1至3天'],
]
const foldContact = (story: Story, cases: Cases, day: string, at: number): void => {
  if (story.sentAt === null) return
  const hours = (at - story.sentAt) / HOUR_MS
  story.sentAt = null
  const dim = BANDS.find(([most]) => hours <= most)?.[1] ?? '3天以上'
  cases.put('first_contact', story.sent, { day, unit: story.unit, dim, outcome: 'hit' })
}

/** Asked how it stands: by whom; ordered to say so: how urgently. What a joint case passes on to its master is one urge, not two. */
const foldAsking = (story: Story, cases: Cases, day: string, event: LoggedEvent): void => {
  const data = event.data as Moved
  const asked = { day, unit: story.unit, outcome: 'hit' } as const
  if (data.action === 'urge' && event.actorKind !== 'system') {
    story.urged += 1
    cases.put('urged', story.urged, { ...asked, dim: event.actorKind })
  }
  if (data.action === 'supervise') {
    story.ordered += 1
    cases.put('supervised', story.ordered, { ...asked, dim: data.level ?? 'normal' })
  }
}

const RATINGS: readonly string[] = ['rate', 'dispute', 'grade']
const AGAIN: readonly string[] = ['rework', 'reassign', 'reopen']
const UNIT_STAYS: readonly string[] = ['approve_return', 'withdraw', 'confer']

const foldMove = (story: Story, cases: Cases, rules: FoldRules, event: LoggedEvent): void => {
  const data = event.data as Moved
  const day = rules.dayOf(event.at)
  const at = Date.parse(event.at)
  if (!UNIT_STAYS.includes(data.action)) story.unit = data.departmentId ?? ''
  if (data.action === 'open') foldOpening(story, cases, day, data)
  if (data.action === 'dispatch' || data.action === 'designate') foldDispatch(story, cases, day, at)
  if (data.action === 'contact') foldContact(story, cases, day, at)
  if (data.action === 'join') flip(cases, 'repeated', 1, 'hit')
  foldAsking(story, cases, day, event)
  if (data.action === 'approve_return') flip(cases, 'returned', story.sent, 'hit')
  if (data.action === 'approve_extension') flip(cases, 'extended', story.sent, 'hit')
  if (data.action === 'answer_directly' && story.sent === 0) flip(cases, 'direct', 1, 'hit')
  if (data.action === 'withdraw' || data.action === 'expire_info') {
    flip(cases, 'direct', 1, `out:${DROPPED_BY[data.action]}`)
  }
  if (data.action === 'deliver_reply') foldFollowUp(story, cases, day)
  if (data.action === 'approve_exclusion') foldExclusion(story, cases, data.excluded)
  if (RATINGS.includes(data.action)) foldRating(story, cases, day, data)
  if (data.action === 'close') foldSilence(story, cases, day, data.unasked)
  if (data.action === 'rework') flip(cases, 'reworked', 1, 'hit')
  if (data.to === 'closed' && data.from !== 'closed') {
    foldClosing(story, cases, day, at, cases.find('reworked', 1)?.outcome === 'hit' ? 'miss' : 'hit')
  }
  if (data.to === 'terminated' || data.to === 'referred') {
    foldClosing(story, cases, day, at, `out:${data.outcome ?? data.to}`)
  }
  if (AGAIN.includes(data.action)) foldAgain(story, cases, rules, at)
}

/** Counts one ticket. Which events mean what is the whole of this file; nothing else reads the log for rates. */
export const foldTicket: Fold = (cases, rules) => {
  const story: Story = {
    type: '',
    unit: '',
    sent: 0,
    asked: 0,
    closed: null,
    runs: {},
    bad: [],
    urged: 0,
    ordered: 0,
    sentAt: null,
  }
  return (event) => {
    if (event.type === 'ticket.moved') foldMove(story, cases, rules, event)
    if (event.type === 'clock.ended') foldClockEnd(story, cases, rules, event.data as Ended)
    if (event.type === 'ticket.warned') foldWarning(story, cases, rules, event)
    if (event.type === 'clock.recounted') foldRecount(story, cases, event)
  }
}
