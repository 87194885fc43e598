import type { Reply } from '../../src/contracts/message.ts'

/** Answers in the making and just made, per push. Above this a push is told to come back. */
const JOBS_MAX = 1_000
/** WeChat repeats a push within 15 s; a minute covers that. Later repeats are known to the front desk. */
const KEPT_MS = 60_000

export type Answer = { conversationId: string; replies: Reply[] }
type Job = { answer: Promise<Answer>; waiting: number; isLate: boolean; isPushed: boolean; isTold: boolean }

/** `passive`: the request in hand carries it; `isFirst` is false for the repeats of an answer already given. */
export type Outcome =
  | { kind: 'passive'; answer: Answer; isFirst: boolean }
  | { kind: 'later' }
  | { kind: 'full' }

/** Waits at most `ms`. Lateness is noted inside the timer, so an answer arriving right after it is not lost. */
const waitFor = async (job: Job, ms: number): Promise<Answer | null> => {
  let timer: NodeJS.Timeout | undefined
  job.waiting += 1
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      job.waiting -= 1
      job.isLate = true
      resolve(null)
    }, ms)
  })
  const answer = await Promise.race([job.answer, tooLate])
  if (answer) job.waiting -= 1
  clearTimeout(timer)
  return answer
}

/**
 * Races each answer with WeChat's five seconds. The repeats of one push share one job, so the front desk is asked
 * once and the citizen is told once: in time, as the passive reply to whichever request is still open; otherwise
 * by `push`, when the answer is there and nobody waits for it. `push` and `make` must not reject.
 */
export const createAnswerJobs = (answerWithinMs: number) => {
  const jobs = new Map<string, Job>()

  const start = (key: string, make: () => Promise<Answer>, push: (answer: Answer) => void): Job => {
    const job: Job = { answer: make(), waiting: 0, isLate: false, isPushed: false, isTold: false }
    jobs.set(key, job)
    void job.answer.then((answer) => {
      setTimeout(() => jobs.delete(key), KEPT_MS).unref()
      if (!job.isLate || job.waiting > 0) return
      job.isPushed = true
      push(answer)
    })
    return job
  }

  return {
    /** The answer to one push, or `later` when it goes another way, or `full` when too many are in the making. */
    async answer(key: string, make: () => Promise<Answer>, push: (answer: Answer) => void): Promise<Outcome> {
      const known = jobs.get(key)
      if (!known && jobs.size >= JOBS_MAX) return { kind: 'full' }
      const job = known ?? start(key, make, push)
      if (job.isPushed) return { kind: 'later' }
      const answer = await waitFor(job, answerWithinMs)
      if (!answer) return { kind: 'later' }
      const isFirst = !job.isTold
      job.isTold = true
      return { kind: 'passive', answer, isFirst }
    },
  }
}
