import { CHANNEL_NAMES, type ChannelId } from '../../contracts/channel-rules.ts'
import {
  type ChannelState,
  readKeys,
  readLastCall,
  readSendMethods,
  readTalkChannels,
} from '../../insight/channel-state-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoAfter } from '../../platform/clock.ts'

/** A way in or out, and what it needs: names of settings only, never what is in them. */
type Talking = {
  id: ChannelId
  /** Where it is mounted; null: the pages themselves. */
  path: string | null
  /** Where others knock, below that. */
  knock?: string
  channel: string
  needs: string[]
  how: string
}

const TALKS: readonly Talking[] = [
  {
    id: 'web',
    path: null,
    channel: 'web',
    needs: [],
    how: '一直开着，把网址放到政府网站上就能用。',
  },
  {
    ...{ id: 'wechat', path: '/channels/wechat', channel: 'wechat' },
    needs: ['WECHAT_TOKEN', 'WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_ENCODING_AES_KEY'],
    how: '在公众平台“基本配置”里把服务器地址填成下面的地址，令牌和密钥写进服务器设置。',
  },
  {
    ...{ id: 'voice', path: '/channels/twilio/voice', channel: 'voice' },
    knock: '/incoming',
    needs: ['TWILIO_AUTH_TOKEN', 'PUBLIC_BASE_URL'],
    how: '把号码的来电地址填成下面的地址，校验令牌写进服务器设置。',
  },
  {
    ...{ id: 'transcript', path: '/channels/transcripts', channel: 'transcript' },
    needs: ['TRANSCRIPT_SECRET'],
    how: '转写系统把通话文字推到下面的地址，用约定的密钥签名。',
  },
  {
    ...{ id: 'telephony', path: '/channels/calls', channel: 'voice' },
    needs: ['TELEPHONY_SECRET'],
    how: '话务系统把来电、接听、挂断和逐句文字推到下面的地址，坐席就能弹屏。',
  },
]
const WEEK_MS = 7 * 24 * 60 * 60 * 1000
const QUIET: ChannelState = { lastAt: null, waiting: 0, failed: 0 }

/** Every way in and out: open or not, the last thing that went through, what failed, and what it takes to open it. */
export const listWays = async (desk: Desk, doors: readonly string[]) => {
  const since = isoAfter(desk.clock, -WEEK_MS)
  const [talks, sends, keys, lastCall] = [
    await readTalkChannels(desk.db, since),
    await readSendMethods(desk.db, since),
    await readKeys(desk.db),
    await readLastCall(desk.db),
  ]
  const ways = TALKS.map(({ channel, path, knock = '', ...way }) => ({
    ...way,
    address: path === null ? desk.publicBaseUrl : `${desk.publicBaseUrl}${path}${knock}`,
    isOpen: path === null || doors.includes(path),
    ...(way.id === 'telephony' ? { ...QUIET, lastAt: lastCall } : (talks.get(channel) ?? QUIET)),
  }))
  const out = [
    {
      ...{ id: 'mail' as const, address: '', needs: ['SMTP_URL', 'MAIL_FROM'] },
      how: '填好邮件服务器，再到“派单送达”给单位选邮件。',
      isOpen: desk.sending.smtpUrl !== null,
      ...(sends.get('email') ?? QUIET),
    },
    {
      ...{ id: 'webhook' as const, address: '', needs: ['WEBHOOK_SECRET_KEY'] },
      how: '填好签名主密钥，再到“派单送达”给单位填推送地址。',
      isOpen: desk.sending.secretKey !== null,
      ...(sends.get('webhook') ?? QUIET),
    },
    {
      ...{ id: 'department-api' as const, needs: [] as string[] },
      address: `${desk.publicBaseUrl}/api/department/v1`,
      how: `到“派单送达”给单位发接口密钥，现在有 ${keys.keys} 把在用。`,
      isOpen: keys.keys > 0,
      ...{ ...QUIET, lastAt: keys.lastAt },
    },
  ]
  return [...ways, ...out].map((way) => ({ ...way, name: CHANNEL_NAMES[way.id] }))
}
export type Way = Awaited<ReturnType<typeof listWays>>[number]
