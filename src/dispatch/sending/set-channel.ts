import { CHANNEL_NAMES, isPaused } from '../../contracts/channel-rules.ts'
import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { findChannel, saveChannel } from '../../tickets/channel-repository.ts'
import { mustKnow } from '../act-on-ticket.ts'
import { deliverSend, type SendingDesk } from './deliver-send.ts'
import { enqueueTry } from './enqueue-send.ts'
import { readWebhookUrl } from './guard-address.ts'
import { wayOf } from './send-mail.ts'
import { findSend, insertSend, type SendRow, updateSend } from './send-repository.ts'
import { deriveSecret } from './sign-webhook.ts'

export type ChannelIn = {
  departmentId: string
  method: 'console' | 'webhook' | 'email'
  target: string
  newSecret: boolean
}

const mustHaveKey = (desk: SendingDesk): string => {
  if (desk.sending.secretKey !== null) return desk.sending.secretKey
  throw new AppError('unavailable', '服务器还没有配置签名主密钥（WEBHOOK_SECRET_KEY），请先让运维配好。')
}

const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/

const checkTarget = (desk: SendingDesk, asked: ChannelIn): string => {
  if (asked.method === 'console') return ''
  if (asked.method === 'webhook') {
    mustHaveKey(desk)
    return readWebhookUrl(asked.target.trim(), desk.sending.allowed).href
  }
  if (desk.sending.smtpUrl === null) {
    throw new AppError('unavailable', '服务器还没有配置邮件服务器（SMTP_URL），请先让运维配好。')
  }
  if (!EMAIL.test(asked.target.trim())) throw new AppError('invalid_request', '邮箱地址不对，请检查。')
  return asked.target.trim()
}

/**
 * Says how a department gets its tickets from now on. @returns the webhook's secret when it is new, the only time it is shown.
 * @throws AppError invalid_request for a wrong target, unavailable where the server lacks the setting.
 */
export const setChannel = async (
  desk: SendingDesk & { rules: CityRules },
  asked: ChannelIn,
  by: string,
): Promise<{ secret: string | null }> => {
  mustKnow(desk.rules, asked.departmentId, '单位')
  const target = checkTarget(desk, asked)
  return desk.db.transaction().execute(async (tx) => {
    const known = await findChannel(tx, asked.departmentId)
    const version = known?.secret_version ?? 0
    const isNew = asked.method === 'webhook' && (version === 0 || asked.newSecret)
    const secret_version = isNew ? version + 1 : version
    await saveChannel(tx, {
      department_id: asked.departmentId,
      method: asked.method,
      target,
      secret_version,
      updated_at: isoNow(desk.clock),
      updated_by: by,
    })
    return { secret: isNew ? deriveSecret(mustHaveKey(desk), asked.departmentId, secret_version) : null }
  })
}

/** Sends a test to the department as it is set up now, at once, one try. @throws AppError conflict where nothing is set up. */
export const testChannel = async (desk: SendingDesk, departmentId: string): Promise<SendRow> => {
  const channel = await findChannel(desk.db, departmentId)
  if (channel === null || channel.method === 'console') {
    throw new AppError('conflict', '这个单位只用工作台收单，没有要测试的地址。')
  }
  const way = wayOf(channel.method)
  if (isPaused(desk.rules, way)) {
    throw new AppError('conflict', `“${CHANNEL_NAMES[way]}”已暂停，没有发测试。请管理员先在“渠道”里恢复。`)
  }
  const at = isoNow(desk.clock)
  const send: SendRow = {
    id: newId(),
    ticket_id: null,
    ticket_version: 0,
    department_id: departmentId,
    method: channel.method,
    target: channel.target,
    body: JSON.stringify({ type: 'test', timestamp: at, data: {} }),
    state: 'queued',
    attempts: 0,
    round_attempts: 0,
    said: '',
    created_at: at,
    ended_at: null,
  }
  await insertSend(desk.db, send)
  return (await deliverSend(desk, { sendId: send.id, attempt: 0 })) ?? send
}

/**
 * A person asks for a send again (重新发送): the same delivery id and words, to where the department is reached now, with a new round of
 * tries. @throws AppError not_found; conflict while it is still being tried, or where there is nothing to send to.
 */
export const resend = async (desk: SendingDesk, sendId: string): Promise<SendRow> => {
  const at = isoNow(desk.clock)
  return desk.db.transaction().execute(async (tx) => {
    const send = await findSend(tx, sendId)
    if (send === null || send.ticket_id === null) throw new AppError('not_found', '没有这条发送记录。')
    if (send.state === 'queued') throw new AppError('conflict', '这条还在自动重试，不用再点。')
    const channel = await findChannel(tx, send.department_id)
    if (channel === null || channel.method === 'console') {
      throw new AppError('conflict', '这个单位现在只用工作台收单，没有地址可发。')
    }
    const { method, target } = channel
    const changes = { method, target, state: 'queued' as const, round_attempts: 0, ended_at: null }
    if (!(await updateSend(tx, send, changes))) {
      throw new AppError('conflict', '刚才有人已经重发了，请刷新看看。')
    }
    await enqueueTry(tx, send, { runAt: at, now: at })
    return { ...send, ...changes }
  })
}
