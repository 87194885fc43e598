import { segment } from '../understanding/segment.ts'

const LABEL_MAX = 18
const REST_MIN = 2
/** A first clause that asks nothing is half a sentence. */
const ASKS = /怎么|吗|什么|多少|哪|几|谁|多久|如何|要不要|能不能/

const shorten = (text: string): string => {
  if (text.length <= LABEL_MAX) return text
  const first = text.split(/[，,]/)[0] ?? text
  return first.length >= 6 && first.length <= LABEL_MAX && ASKS.test(first)
    ? first
    : `${text.slice(0, LABEL_MAX - 1)}…`
}

/** The words all questions begin with, at least two characters, leaving at least two to each. */
const sharedBeginning = (questions: readonly string[]): string => {
  const cut = questions.map((question) => segment(question))
  let shared = ''
  for (const [at, word] of (cut[0] ?? []).entries()) {
    if (!cut.every((words) => words[at] === word)) break
    shared += word
  }
  const leavesEnough = questions.every((question) => question.length - shared.length >= REST_MIN)
  return shared.length >= 2 && leavesEnough ? shared : ''
}

/**
 * Short labels for questions offered side by side: what tells them apart. What all begin with is said once, in `about` (empty when
 * they share nothing). Labels are distinct and at most 18 characters, unless only the whole question is.
 */
export const labelOptions = (questions: readonly string[]): { about: string; labels: string[] } => {
  const plain = questions.map((question) => question.replace(/[?？。]+$/, '').trim())
  const about = plain.length > 1 ? sharedBeginning(plain) : ''
  const rests = plain.map(
    (question) => question.slice(about.length).replace(/^[的，,、（(]+/, '') || question,
  )
  const short = rests.map(shorten)
  const labels = short.map((label, at) =>
    short.indexOf(label) === short.lastIndexOf(label) ? label : (rests[at] ?? label),
  )
  return { about, labels }
}
