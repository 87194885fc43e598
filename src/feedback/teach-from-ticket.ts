import type { Lesson } from '../contracts/learning.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { LESSON_JOB, LessonPayload } from '../tickets/lesson-job.ts'

/**
 * Learns from tickets that were answered from entries, apart from the move that told of it: a lesson that is lost costs nothing, a move
 * that waits for one would.
 */
export const lessonJobs = (desk: { learn(lesson: Lesson): Promise<void> }): JobHandlers => ({
  [LESSON_JOB]: async (payload) => {
    await desk.learn({ kind: 'ticket', ...LessonPayload.parse(payload) })
  },
})
