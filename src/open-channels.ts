import type { Hono } from 'hono'
import { createCallApp } from '../channels/telephony/call-app.ts'
import { describeMissing as missingForTelephony } from '../channels/telephony/telephony-config.ts'
import { createIngestApp } from '../channels/transcript/ingest-app.ts'
import { describeMissing as missingForTranscript } from '../channels/transcript/transcript-config.ts'
import { createVoiceApp } from '../channels/voice/voice-app.ts'
import { describeMissing as missingForVoice } from '../channels/voice/voice-config.ts'
import { webChannel } from '../channels/web-chat/web-channel.ts'
import { createAccessTokens } from '../channels/wechat/access-token.ts'
import { createWechatChannel } from '../channels/wechat/customer-service-message.ts'
import { createMediaFetch } from '../channels/wechat/fetch-media.ts'
import { createOptionMemory } from '../channels/wechat/remember-options.ts'
import { createWechatApp } from '../channels/wechat/wechat-app.ts'
import { describeMissing as missingForWechat } from '../channels/wechat/wechat-config.ts'
import type { Config } from './config.ts'
import { isPaused, readChannel } from './contracts/channel-rules.ts'
import type { InboundMessage } from './contracts/message.ts'
import type { Channel } from './contracts/ports.ts'
import { findCall, findStaffAtExtension } from './conversations/call-repository.ts'
import { hearSegments, noteCall } from './conversations/phone-call.ts'
import type { Desk } from './intake/desk.ts'
import { handleMessage } from './intake/handle-message.ts'
import { keepable } from './intake/leave-unrecorded.ts'
import { sayPaused } from './intake/pause.ts'
import { isAllowed } from './staff/policy.ts'
import { findByLogin, findStaff } from './staff/staff-repository.ts'

type Doors = { apps: { path: string; app: Hono }[]; senders: Channel[]; statements: string[] }

const HINTS_MAX = 60

/** Whose telephone an exchange names: by its extension, or by the account's name; only agents take calls. */
const findAgentAt = async (desk: Desk, agentNo: string): Promise<string | null> => {
  const atDesk = await findStaffAtExtension(desk.db, agentNo)
  const member = atDesk ? await findStaff(desk.db, atDesk) : (await findByLogin(desk.db, agentNo))?.member
  return member && isAllowed(desk.rules, member, 'conversation.take') ? member.id : null
}

/**
 * Opens the doors that are configured, and says of each what it lacks. Web chat is always open. `onUnfinished` hears of
 * talks in which a sentence still being spoken changed: worth showing, not worth an event in the log.
 */
export const openChannels = (
  config: Config,
  desk: Desk,
  onUnfinished: (conversationId: string) => void = () => {},
): Doors => {
  const doors: Doors = { apps: [], senders: [webChannel], statements: [] }
  const receive = (inbound: InboundMessage) => handleMessage(desk, inbound)
  /** What an agent is told on the telephone is kept by the same rule as what is written. */
  const unrecorded = <S extends { author: string; text: string }>(segment: S): S =>
    segment.author === 'citizen' ? { ...segment, text: keepable(desk, segment.text) } : segment
  const { clock, log } = desk
  const open = (name: string, path: string, missing: string[], make: () => unknown): void => {
    if (missing.length > 0) {
      doors.statements.push(`${name}未开通：${missing.join(';')}`)
      return
    }
    doors.apps.push({ path, app: make() as Hono })
    doors.statements.push(`${name}已开通：${config.publicBaseUrl}${path}`)
  }

  const { token, appId, appSecret } = config.wechat
  open('微信公众号', '/channels/wechat', missingForWechat(strip(config.wechat)), () => {
    const wechat = {
      ...config.wechat,
      token: token ?? '',
      appId: appId ?? '',
      appSecret: appSecret ?? '',
      // Safe and compat mode always encrypt; a push in clear could be an old signature with a new sender.
      requireEncrypted: config.wechat.encodingAesKey !== undefined,
    }
    // What was offered last, so that "1" means the same to the answer in time and to the late one.
    const options = createOptionMemory(clock)
    const channel = createWechatChannel({ config: wechat, clock, options })
    doors.senders.push(channel)
    const fetchMedia = createMediaFetch(wechat, createAccessTokens(wechat, clock))
    const receive = (inbound: InboundMessage) => handleMessage(desk, inbound, undefined, fetchMedia)
    return createWechatApp({
      ...{ config: wechat, receive, clock, channel, options, log },
      paused: () => sayPaused(desk, 'wechat'),
      get welcome() {
        return readChannel(desk.rules, 'wechat').welcome || undefined
      },
    })
  })
  const voice = {
    ...config.voice,
    authToken: config.voice.authToken ?? '',
    publicBaseUrl: config.publicBaseUrl,
    get agentNumber() {
      return readChannel(desk.rules, 'voice').agentNumber || desk.agentNumber || undefined
    },
  }
  const hints = [
    ...desk.rules.city.districts.map((d) => d.name),
    ...desk.rules.departments.map((d) => d.short),
  ]
  open('电话', '/channels/twilio/voice', missingForVoice(voice), () =>
    createVoiceApp({
      ...{ config: voice, receive, clock, log, hints: hints.slice(0, HINTS_MAX) },
      paused: () => {
        const words = sayPaused(desk, 'voice')
        if (words === null) return null
        return { words, transfers: readChannel(desk.rules, 'voice').whilePaused === 'transfer' }
      },
      get greeting() {
        return readChannel(desk.rules, 'voice').greeting || undefined
      },
    }),
  )
  const transcript = { secret: config.transcript.secret ?? '' }
  open('通话转写', '/channels/transcripts', missingForTranscript(transcript), () =>
    createIngestApp({
      ...{ config: transcript, receive, clock, log },
      isPaused: () => isPaused(desk.rules, 'transcript'),
    }),
  )
  const telephony = { secret: config.telephony.secret ?? '' }
  open('话务系统', '/channels/calls', missingForTelephony(telephony), () =>
    createCallApp({
      config: telephony,
      clock,
      isPaused: () => isPaused(desk.rules, 'telephony'),
      knowsCall: async (callId) => (await findCall(desk.db, callId)) !== null,
      findAgent: (agentNo) => findAgentAt(desk, agentNo),
      noteCall: (news) => noteCall(desk, news),
      hear: async (callId, segments) => {
        const { conversationId, onlyPartial } = await hearSegments(desk, callId, segments.map(unrecorded))
        if (onlyPartial) onUnfinished(conversationId)
        return conversationId
      },
    }),
  )
  return doors
}

/** Settings that are absent are left out, not passed as `undefined`. */
const strip = <T extends object>(settings: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(settings).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
