import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { InboundMessage, Reply } from '../../src/contracts/message.ts'
import type { Clock } from '../../src/contracts/ports.ts'
import { refusePaused, refusePush } from '../../src/platform/refuse-push.ts'
import { verifyPush } from '../../src/platform/signed-push.ts'
import type { Vendor } from './detect-vendor.ts'
import { joinTurns } from './join-turns.ts'
import { nameSpeakers, readPush } from './read-push.ts'
import type { Segment, Transcript } from './transcript.ts'
import type { TranscriptConfig } from './transcript-config.ts'

/** A three-hour call with word times stays below this. */
const BODY_MAX_BYTES = 4 * 1024 * 1024
/** Calls still being recorded; above this the oldest is forgotten (its final push brings it whole). */
const CALLS_MAX = 1_000

type Log = { warn(fields: object, message: string): void }
export type TranscriptDeps = {
  config: TranscriptConfig
  receive: (inbound: InboundMessage) => Promise<{ conversationId: string; replies: Reply[]; repeat: boolean }>
  clock: Clock
  log?: Log
  /** Whether pushes are refused for now; the recorder sends them again. */
  isPaused?: () => boolean
}

/** The answer to one push. `segments` counts those known of the call; `repeat` = the turn was received before. */
export type IngestResult = {
  callId: string
  vendor: Vendor | 'own'
  final: boolean
  segments: number
  unknownSegments: number
  turns: { seq: number; conversationId: string; repeat: boolean; replies: Reply[] }[]
  replies: Reply[]
}

/** What is known of calls in progress: pushes may bring the whole call so far or only what is new. */
const createCalls = () => {
  const calls = new Map<string, { segments: Map<number, Segment>; busy: Promise<unknown> }>()
  return {
    /** Adds the segments (a later wording of one replaces the earlier) and gives all, in order. */
    merge(transcript: Transcript): Segment[] {
      const call = calls.get(transcript.callId) ?? {
        segments: new Map<number, Segment>(),
        busy: Promise.resolve(),
      }
      if (!calls.has(transcript.callId) && calls.size >= CALLS_MAX)
        calls.delete(calls.keys().next().value ?? '')
      calls.set(transcript.callId, call)
      for (const segment of transcript.segments) call.segments.set(segment.seq, segment)
      return [...call.segments.values()].sort((a, b) => a.seq - b.seq).filter((segment) => segment.text)
    },
    /** Runs the work of one call's pushes one after the other, so that turns arrive in their order. */
    inTurn<T>(callId: string, work: () => Promise<T>): Promise<T> {
      const call = calls.get(callId)
      const done = (call?.busy ?? Promise.resolve()).then(work, work)
      if (call) call.busy = done.catch(() => undefined)
      return done
    },
    forget: (callId: string): void => {
      calls.delete(callId)
    },
  }
}

const readJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

const createIngest = (deps: TranscriptDeps) => {
  const calls = createCalls()

  const handOn = async (transcript: Transcript): Promise<IngestResult['turns']> => {
    const turns: IngestResult['turns'] = []
    for (const { seq, text } of joinTurns(transcript.segments, transcript.final)) {
      const { conversationId, replies, repeat } = await deps.receive({
        channel: 'transcript',
        channelMessageId: `${transcript.callId}:${seq}`,
        channelUserId: transcript.caller || `call:${transcript.callId}`,
        text,
        receivedAt: deps.clock.now().toISOString(),
      })
      turns.push({ seq, conversationId, repeat, replies })
    }
    return turns
  }

  return async (vendor: Vendor | 'own', pushed: Transcript): Promise<IngestResult> => {
    const transcript = nameSpeakers(deps.config, vendor, { ...pushed, segments: calls.merge(pushed) })
    const turns = await calls.inTurn(pushed.callId, () => handOn(transcript))
    if (pushed.final) calls.forget(pushed.callId)
    return {
      callId: pushed.callId,
      vendor,
      final: pushed.final,
      segments: transcript.segments.length,
      unknownSegments: transcript.segments.filter((segment) => segment.role === 'unknown').length,
      turns,
      replies: turns.flatMap((turn) => turn.replies),
    }
  }
}

/**
 * The door for transcripts of calls: `POST /` (mounted at `/channels/transcripts`), signed by `X-Signature` and
 * `X-Timestamp`. The citizen's sentences between two of the agent's go to the front desk as one message, once per
 * call and sentence number, however often and in whatever pieces the recorder sends them.
 */
export const createIngestApp = (deps: TranscriptDeps) => {
  const ingest = createIngest(deps)
  const tooLong = () => refusePush('too_long', '转写内容太大，请分段推送，每次不超过 4 MB。')
  return new Hono().post('/', bodyLimit({ maxSize: BODY_MAX_BYTES, onError: tooLong }), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer())
    const headers = { signature: c.req.header('X-Signature'), timestamp: c.req.header('X-Timestamp') }
    if (!verifyPush(deps.config.secret, headers, body, deps.clock.now())) {
      return refusePush('unauthenticated', '签名不对或已过期，请检查密钥和服务器时间。')
    }
    if (deps.isPaused?.()) return refusePaused('通话转写接收')
    const push = readPush(readJson(body))
    if (!push.ok)
      return refusePush('invalid_request', '转写内容读不懂，请对照接口说明检查格式。', push.problems)
    try {
      return c.json(await ingest(push.vendor, push.transcript))
    } catch (error) {
      // What was handed on before the fault is known to the front desk; the recorder may simply push again.
      deps.log?.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        'transcript: the front desk failed',
      )
      return refusePush('internal', '系统刚才出了问题，请稍后重新推送。')
    }
  })
}
