import { type ChannelId, type ChannelRule, readChannel } from '../../contracts/channel-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { SendingSettings } from '../../contracts/sending.ts'
import { changeRules, readToChange } from '../../knowledge-base/change-rules.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { isSame, parseRules } from '../../knowledge-base/rule-items.ts'
import { findRuleVersion, listNewestVersions } from '../../knowledge-base/rule-set-repository.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import type { Edit } from '../catalogue/edit-catalogue.ts'
import { isOurDomain, mailDomains } from '../sending/send-mail.ts'
import { countTraffic, type Traffic } from './count-traffic-repository.ts'
import { nameChannelChange } from './say-channel.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What goes through a channel now and went through it in a week. */
export const readTraffic = (desk: Pick<ActionDesk, 'db' | 'clock'>, id: ChannelId): Promise<Traffic> =>
  countTraffic(desk.db, id, {
    since: isoAfter(desk.clock, -7 * DAY_MS),
    openSince: isoAfter(desk.clock, -DAY_MS),
  })

/** What the server is set up with, against which a channel's settings are judged. */
type Server = { sending: SendingSettings; agentNumber: string | null }

/** What stands against these settings, or null. */
export const faultInChannel = (server: Server, rule: ChannelRule): string | null => {
  if (rule.id === 'voice' && rule.whilePaused === 'transfer' && !(rule.agentNumber || server.agentNumber))
    return '没有转人工号码，暂停时转不过去。请先填号码，或选说完挂断。'
  if (rule.id !== 'mail') return null
  const foreign = rule.digestTo.find((to) => !isOurDomain(server.sending, to))
  return foreign === undefined
    ? null
    : `${foreign} 不能收简报：只能寄到 ${mailDomains(server.sending)
        .map((domain) => `@${domain}`)
        .join('、')}。要寄到别处，请运维在服务器设置里加上。`
}

/** The channel as it is; a conflict when somebody changed this very channel since it was looked at. */
const mustBeSeen = async (tx: Db, id: ChannelId, seen: number): Promise<ChannelRule> => {
  const channels = (await readToChange(tx, 'channels')).content
  const now = readChannel({ channels }, id)
  const version = await findRuleVersion(tx, 'channels', seen)
  const then = version && readChannel({ channels: parseRules('channels', JSON.parse(version.content)) }, id)
  if (!isSame(then, now))
    throw new AppError('conflict', '这个渠道刚被别人改过，没有保存，您填的还在。请对照现在的设置再存一次。', {
      now,
    })
  return now
}

/**
 * Sets a channel as a new version that can be taken back; holds in every process within seconds. `missing`: what the server lacks for this
 * channel, null when it is set up. @throws AppError invalid_request with what stands against it; conflict when somebody changed the
 * channel meanwhile, or when one that is not set up is to be paused.
 */
export const putChannel = (
  desk: ActionDesk & Server,
  rule: ChannelRule,
  edit: Edit & { missing: string | null },
): Promise<number> =>
  desk.db.transaction().execute(async (tx) => {
    const now = await mustBeSeen(tx, rule.id, edit.seen)
    const fault = faultInChannel(desk, rule)
    if (fault) throw new AppError('invalid_request', fault)
    if (isSame(now, rule)) throw new AppError('invalid_request', '没有改动，不用保存。')
    if (rule.paused && !now.paused && edit.missing !== null)
      throw new AppError('conflict', `这个渠道还没有开通，不用暂停。${edit.missing}`)
    const what = nameChannelChange(now, rule)
    const change = { changeId: newId(), what, why: edit.why.trim(), by: edit.by, at: isoNow(desk.clock) }
    return changeRules(tx, 'channels', change, (items) => new Map([...items, [rule.id, rule]]))
  })

/** Since when a channel is paused, by whom (staff id; null: the city's files) and why. */
export type Pause = { since: string; by: string | null; why: string }

/** Versions looked back through; a pause older than all of them is told as of the oldest. */
const BACK_MAX = 500

/** The channels that are paused now. */
export const readPauses = async (db: Db): Promise<Map<ChannelId, Pause>> => {
  const pauses = new Map<ChannelId, Pause>()
  const { content } = await readRuleInForce(db, 'channels')
  let going = content.filter(({ paused }) => paused).map(({ id }) => id)
  if (going.length === 0) return pauses
  for (const { content, at, by, why, source } of await listNewestVersions(db, 'channels', BACK_MAX)) {
    const channels = parseRules('channels', JSON.parse(content))
    going = going.filter((id) => readChannel({ channels }, id).paused)
    for (const id of going) pauses.set(id, { since: at, by: source === 'file' ? null : by, why })
    if (going.length === 0) break
  }
  return pauses
}
