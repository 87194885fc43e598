import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { type ChannelRules, isPaused } from '../../contracts/channel-rules.ts'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { SendingSettings } from '../../contracts/sending.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { type JobHandlers, Postponed } from '../../platform/jobs/run-jobs.ts'
import { LIMITS } from '../../platform/limits.ts'
import { findChannel } from '../../tickets/channel-repository.ts'
import { GIVE_JOB, GivePayload } from '../../tickets/send-job.ts'
import { findTicket } from '../../tickets/ticket-repository.ts'
import { enqueueTry, SEND_JOB, writeSend } from './enqueue-send.ts'
import { readWebhookUrl } from './guard-address.ts'
import type { OnwardTask } from './onward-task.ts'
import { postWebhook, type Sent } from './post-webhook.ts'
import { mailSettings, sendMail, wayOf } from './send-mail.ts'
import { findSend, insertAttempt, type SendRow, updateSend } from './send-repository.ts'
import { deriveSecret, signWebhook } from './sign-webhook.ts'

export type SendingDesk = {
  db: Database
  clock: Clock
  sending: SendingSettings
  publicBaseUrl: string
  rules: ChannelRules
}

const Payload = z.object({ sendId: z.string(), attempt: z.number().int() })

/** Waits double up to an hour, each between half and the whole of it: a system that comes back is not met by everybody at once. */
export const waitBefore = (roundAttempts: number): number => {
  const full = Math.min(LIMITS.sendLongestWaitMs, LIMITS.sendFirstWaitMs * 2 ** (roundAttempts - 1))
  return Math.round(full / 2) + randomInt(Math.round(full / 2) + 1)
}

/** What the letter is for: its subject ends with it, its first line says it whole. */
const MAIL_ABOUT: Record<string, { subject: string; line: string }> = {
  'ticket.dispatched': { subject: '待签收', line: '' },
  'ticket.urged': { subject: '催办', line: '诉求人在催这件工单，请登录工作台回应办得怎么样。' },
  'ticket.supervised': { subject: '督办', line: '热线已督办这件工单，请登录工作台查看要求并反馈。' },
}

const MAIL_WORDS = (task: OnwardTask, link: string, line: string): string =>
  [
    line,
    `工单 ${task.number}：${task.title}`,
    `类型：${task.type}　类别：${task.category}`,
    task.place ? `地点：${task.place}` : '',
    `内容：${task.matter}`,
    task.wish ? `诉求：${task.wish}` : '',
    task.dueText ? `期限：${task.dueText}` : '',
    '',
    `请登录工作台签收和办理：${link}`,
    '需要联系诉求人的，联系方式在工作台查看。请不要把本邮件转给被反映的单位和个人。',
  ]
    .filter((line, i) => line !== '' || i === 7)
    .join('\n')

/** One try, by the way the department wants. Never throws. */
const tryOnce = async (desk: SendingDesk, send: SendRow): Promise<Sent> => {
  const { sending, clock } = desk
  if (send.method === 'email') {
    const { type, data } = JSON.parse(send.body) as { type: string; data: OnwardTask }
    const about = MAIL_ABOUT[type] ?? { subject: '待签收', line: '' }
    const mail = {
      id: send.id,
      to: [send.target],
      subject: send.ticket_id === null ? '12345 热线测试邮件' : `12345 工单 ${data.number} ${about.subject}`,
      text:
        send.ticket_id === null
          ? '这是一封测试邮件。收到它说明派单邮件能送到。'
          : MAIL_WORDS(data, `${desk.publicBaseUrl}/staff/tickets/${data.number}`, about.line),
    }
    return sendMail(mailSettings(desk), mail, LIMITS.sendTimeoutMs)
  }
  if (sending.secretKey === null) return { ok: false, said: '服务器没有配置签名主密钥，没有发送。' }
  const version = (await findChannel(desk.db, send.department_id))?.secret_version ?? 1
  try {
    const url = readWebhookUrl(send.target, sending.allowed)
    const secret = deriveSecret(sending.secretKey, send.department_id, version)
    const headers = signWebhook(secret, send.id, clock.now(), send.body)
    const limits = { timeoutMs: LIMITS.sendTimeoutMs, answerBytes: LIMITS.sendAnswerBytes }
    return await postWebhook(url, send.body, headers, { allowed: sending.allowed, ...limits })
  } catch (error) {
    return { ok: false, said: error instanceof Error ? error.message : '没有发出。' }
  }
}

/** Whether there is still a reason to send: the ticket is with that department. */
const isStillTheirs = async (db: Db, send: SendRow): Promise<boolean> => {
  if (send.ticket_id === null) return true
  return (await findTicket(db, send.ticket_id))?.leadDepartmentId === send.department_id
}

/** Writes the outcome of a try and what follows from it, in one transaction. */
const settle = (
  desk: SendingDesk,
  { send, sent, startedAt }: { send: SendRow; sent: Sent; startedAt: Date },
): Promise<SendRow> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const [attempts, round] = [send.attempts + 1, send.round_attempts + 1]
    const isLast = round >= LIMITS.sendAttempts || send.ticket_id === null
    const state = sent.ok ? ('sent' as const) : isLast ? ('failed' as const) : ('queued' as const)
    const ended_at = state === 'queued' ? null : at
    const changes = { attempts, round_attempts: round, state, said: sent.said, ended_at }
    if (!(await updateSend(tx, send, changes))) return send
    const ms = desk.clock.now().getTime() - startedAt.getTime()
    await insertAttempt(tx, { send_id: send.id, seq: attempts, at, ok: sent.ok ? 1 : 0, said: sent.said, ms })
    if (state === 'queued') {
      await enqueueTry(
        tx,
        { id: send.id, attempts },
        { runAt: isoAfter(desk.clock, waitBefore(round)), now: at },
      )
    }
    return { ...send, ...changes }
  })

/**
 * Tries a send that waits for exactly this try. A process that dies after the try and before the outcome is written tries again with the
 * same delivery id, by which the receiver knows it. @returns the send as it is then.
 */
export const deliverSend = async (
  desk: SendingDesk,
  asked: { sendId: string; attempt: number },
): Promise<SendRow | null> => {
  const send = await findSend(desk.db, asked.sendId)
  if (send?.state !== 'queued' || send.attempts !== asked.attempt) return send
  const startedAt = desk.clock.now()
  if (!(await isStillTheirs(desk.db, send))) {
    const said = '工单已不在这个单位，没有再发。'
    await updateSend(desk.db, send, { state: 'sent', said, ended_at: isoNow(desk.clock) })
    return findSend(desk.db, send.id)
  }
  return settle(desk, { send, sent: await tryOnce(desk, send), startedAt })
}

/** A send whose way is paused waits as it is, and uses up no try. @throws Postponed. */
const mustBeOpen = async (desk: SendingDesk, sendId: string): Promise<void> => {
  if (!isPaused(desk.rules, 'mail') && !isPaused(desk.rules, 'webhook')) return
  const send = await findSend(desk.db, sendId)
  if (send?.state === 'queued' && isPaused(desk.rules, wayOf(send.method))) throw new Postponed(send.method)
}

/** The jobs of this room that wait for other people's machines; they run in a loop of their own. */
export const sendJobs = (desk: SendingDesk & { rules: CityRules }): JobHandlers => ({
  [GIVE_JOB]: (payload) => writeSend(desk, GivePayload.parse(payload)),
  [SEND_JOB]: async (payload) => {
    const asked = Payload.parse(payload)
    await mustBeOpen(desk, asked.sendId)
    await deliverSend(desk, asked)
  },
})
