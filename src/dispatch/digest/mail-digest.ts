import { DateTime } from 'luxon'
import { z } from 'zod'
import { isPaused } from '../../contracts/channel-rules.ts'
import type { CityRules } from '../../contracts/city-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import { enqueueJob } from '../../platform/jobs/job-repository.ts'
import { type JobHandlers, Postponed } from '../../platform/jobs/run-jobs.ts'
import { LIMITS } from '../../platform/limits.ts'
import type { SendingDesk } from '../sending/deliver-send.ts'
import { mailSettings, sendMail } from '../sending/send-mail.ts'
import { makeDigest } from './make-digest.ts'

const DIGEST_JOB = 'digest.mail'
const FROM_HOUR = 8
const Payload = z.object({ day: z.string() })
type Desk = SendingDesk & { rules: CityRules }

const localTime = (desk: Desk): DateTime =>
  DateTime.fromJSDate(desk.clock.now()).setZone(desk.rules.calendar.timezone)

/** From eight in the morning, once a day over all processes and restarts: the day is the job's key. */
export const scheduleDigest = async (desk: Desk): Promise<void> => {
  if (mailSettings(desk).digestMailTo.length === 0) return
  const local = localTime(desk)
  const day = local.toISODate()
  if (day === null || local.hour < FROM_HOUR) return
  const now = isoNow(desk.clock)
  await enqueueJob(desk.db, {
    type: DIGEST_JOB,
    payload: { day },
    uniqueKey: `${DIGEST_JOB}:${day}`,
    runAt: now,
    now,
  })
}

/**
 * Mails the digest. While mail is paused it waits; one whose day is over when mail is open again is left out, because the page
 * 每日简报 shows more. @throws Postponed; Error when the mail server did not take it: the job table tries again.
 */
const mailDigest = async (desk: Desk, day: string): Promise<void> => {
  if (isPaused(desk.rules, 'mail')) throw new Postponed('mail')
  if (day < (localTime(desk).toISODate() ?? '')) return
  const settings = mailSettings(desk)
  const groups = (await makeDigest(desk)).filter((group) => group.lines.length > 0)
  const parts = groups.map((group) =>
    [
      `${group.label}（${group.lines.length}）`,
      ...group.lines.map((l) => `  ${l.number ?? ''} ${l.text}`),
    ].join('\n'),
  )
  const text = `${parts.join('\n\n') || '今天没有卡住的事。'}\n\n随时查看：${desk.publicBaseUrl}/staff/digest`
  const mail = { id: `digest-${day}`, to: settings.digestMailTo, subject: `12345 每日简报 ${day}`, text }
  const sent = await sendMail(settings, mail, LIMITS.sendTimeoutMs)
  if (!sent.ok) throw new Error(sent.said)
}

export const digestJobs = (desk: Desk): JobHandlers => ({
  [DIGEST_JOB]: (payload) => mailDigest(desk, Payload.parse(payload).day),
})
