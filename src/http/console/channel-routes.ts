import { Hono } from 'hono'
import { z } from 'zod'
import {
  CHANNEL_NAMES,
  type ChannelId,
  ChannelRule,
  isChannel,
  readChannel,
  STANDARD_GREETING,
  STANDARD_WELCOME,
} from '../../contracts/channel-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import {
  faultInChannel,
  type Pause,
  putChannel,
  readPauses,
  readTraffic,
} from '../../dispatch/channels/edit-channel.ts'
import { sayChannelEffect } from '../../dispatch/channels/say-channel.ts'
import { addressIn } from '../../dispatch/sending/send-mail.ts'
import type { Desk } from '../../intake/desk.ts'
import { isAnswered, pausedWords } from '../../intake/pause.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { listWays, type Way } from './list-ways.ts'
import { nameStaff } from './present-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }
const Settings = z.object({ rule: ChannelRule })
const Put = Settings.extend({ why: Why, seen: z.number().int().positive() })

const mustBeChannel = (id: string, rule: ChannelRule): ChannelRule => {
  if (isChannel(id) && rule.id === id) return rule
  throw new AppError('not_found', '没有这个渠道。')
}

/** What a person of the house is called; what the files say is nobody's. */
const nameOf = async (desk: Desk, by: string | null): Promise<string> =>
  by === null ? '城市文件' : nameStaff(desk, by)

/** The channels paused now, with since when, by whom and why. */
export const presentPauses = async (desk: Desk) =>
  Promise.all(
    [...(await readPauses(desk.db))].map(async ([id, { since, by, why }]: [ChannelId, Pause]) => ({
      ...{ id, name: CHANNEL_NAMES[id], since, why },
      by: await nameOf(desk, by),
    })),
  )

/** What stands where an administrator wrote nothing; never a secret. */
const standardOf = (desk: Desk) => ({
  welcome: STANDARD_WELCOME,
  greeting: STANDARD_GREETING,
  agentNumber: desk.agentNumber,
  mailAddress: addressIn(desk.sending.mailFrom),
  digestTo: [...desk.sending.digestMailTo],
})

const missingOf = (way: Way | undefined): string | null => {
  if (way?.isOpen) return null
  return way?.needs.length ? `服务器还缺设置：${way.needs.join('、')}。` : (way?.how ?? '')
}

/** The ways in and out: how they are, pausing them, and their settings that are no secrets. */
export const channelRoutes = (desk: RulesDesk, doors: readonly string[]) =>
  new Hono<StaffEnv>()
    .get('/channels', may('channels.read'), async (c) => {
      const { version, content: channels } = await readRuleInForce(desk.db, 'channels')
      const pauses = new Map((await presentPauses(desk)).map((pause) => [pause.id, pause]))
      const rows = (await listWays(desk, doors)).map((way) => ({
        ...way,
        rule: readChannel({ channels }, way.id),
        pause: pauses.get(way.id) ?? null,
      }))
      return c.json({ version, standard: standardOf(desk), rows })
    })
    .post('/channels/:id/preview', may('city-rules.change'), validated('json', Settings), async (c) => {
      const rule = mustBeChannel(c.req.param('id'), c.req.valid('json').rule)
      const { content: channels } = await readRuleInForce(desk.db, 'channels')
      const after = [...channels.filter(({ id }) => id !== rule.id), rule]
      const traffic = await readTraffic(desk, rule.id)
      return c.json({
        fault: faultInChannel(desk, rule),
        effects: sayChannelEffect(readChannel({ channels }, rule.id), rule, traffic),
        /** What citizens are told while it is paused. */
        words: isAnswered(rule.id)
          ? pausedWords({ ...desk, rules: { ...desk.rules, channels: after } }, rule.id)
          : null,
      })
    })
    .put('/channels/:id', may('city-rules.change'), validated('json', Put), async (c) => {
      const { rule: given, why, seen } = c.req.valid('json')
      const rule = mustBeChannel(c.req.param('id'), given)
      const way = (await listWays(desk, doors)).find(({ id }) => id === rule.id)
      const edit = { why, seen, by: c.get('member').id, missing: missingOf(way) }
      const version = await putChannel(desk, rule, edit)
      await desk.refreshRules()
      return c.json({ version })
    })
