import type { FollowUpWish } from '../../../../src/contracts/follow-up-wish.ts'
import type { Attachment, Reply, ThreadMessage } from '../../../../src/contracts/message.ts'
import type { PersonalStanding } from '../../../../src/contracts/personal.ts'
import type { Solved, TicketForCitizen } from '../../../../src/contracts/ticket.ts'
import { readSse } from './read-sse.ts'

/** What stands on top of the page: the office's announcement, and the words of a pause; null = nothing. */
export type Door = { announcement: string | null; paused: string | null }
export type City = {
  name: string
  notice: string
  hotline: string
  hotMatters: string[]
  examples: string[]
  door: Door
}
export type Credentials = { conversationId: string; token: string }
export type Held = {
  heldBy: 'bot' | 'waiting' | 'agent' | 'ended'
  waitingBefore: number | null
  agentName: string | null
}
export type Thread = Held & { messages: ThreadMessage[] }
export type Verdict = 'useful' | 'useless' | 'wrong'
/** A public report as tables; a cell with `rate` is a share 0…1. */
export type PublicReport = {
  id: string
  title: string
  facts: [string, string][]
  tables: { title: string; head: string[]; rows: (string | number | { rate: number } | null)[][] }[]
}
export type Rating = { solved: Solved; satisfied?: number; reason?: string }
/** What a citizen corrects of themselves; absent = stays. */
export type Correction = { name?: string; phone?: string; place?: string }
export type Spoken = { kind: 'delta'; text: string } | { kind: 'reply'; reply: Reply }

/** An answer may think this long before its first word; after that the message counts as not sent. */
const ANSWER_TIMEOUT_MS = 60_000
const REQUEST_TIMEOUT_MS = 20_000
/** Heartbeats come every 15 s; three missed ones mean that the line is dead. */
const SILENCE_MAX_MS = 50_000

/** A refusal of the server, or no connection (`status` 0). `message` is meant for the person. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
  /** The conversation is unknown or its token no longer fits. */
  get isGone(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404
  }
  /** Trying the same again later may work. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 409 || this.status === 429 || this.status >= 500
  }
}

const noConnection = () => new ApiError(0, 'network', '没有连上服务器。')

const refusalOf = async (response: Response): Promise<ApiError> => {
  const body: unknown = await response.json().catch(() => null)
  const error = (body as { error?: { code?: string; message?: string } } | null)?.error
  const message = error?.message ?? '服务器没有办成这件事，您写的内容没有丢。'
  return new ApiError(response.status, error?.code ?? 'internal', message)
}

type Call = { token?: string; code?: string; body?: unknown; accept?: string; signal: AbortSignal }

const call = async (method: string, path: string, options: Call): Promise<Response> => {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' }
  if (options.token) headers.Authorization = `Bearer ${options.token}`
  if (options.code) headers['X-Query-Code'] = options.code
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  const body = options.body === undefined ? null : JSON.stringify(options.body)
  const init: RequestInit = { method, headers, body, signal: options.signal, cache: 'no-store' }
  const response = await fetch(path, init).catch(() => {
    throw noConnection()
  })
  if (!response.ok) throw await refusalOf(response)
  return response
}

/** Aborts `controller` when `rest` was not called for `limitMs`. */
const watch = (controller: AbortController, limitMs: number) => {
  let timer = setTimeout(() => controller.abort(), limitMs)
  return {
    rest: () => {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(), limitMs)
    },
    stop: () => clearTimeout(timer),
  }
}

const request = async <T>(method: string, path: string, body?: unknown, token?: string): Promise<T> => {
  const controller = new AbortController()
  const limit = watch(controller, REQUEST_TIMEOUT_MS)
  try {
    const options: Call = { signal: controller.signal, body }
    if (token) options.token = token
    const response = await call(method, path, options)
    return (await response.json().catch(() => {
      throw noConnection()
    })) as T
  } finally {
    limit.stop()
  }
}

/** A photo's or paper's bytes. @throws ApiError. */
const fetchFile = async (
  path: string,
  right: { token: string } | { code: string },
  size: 'thumb' | 'whole',
): Promise<Blob> => {
  const controller = new AbortController()
  const limit = watch(controller, REQUEST_TIMEOUT_MS)
  try {
    const options = { ...right, accept: '*/*', signal: controller.signal }
    const response = await call('GET', `${path}?size=${size}`, options)
    return await response.blob()
  } finally {
    limit.stop()
  }
}
/** Tells the server that a chosen file is not wanted. @throws ApiError. */
const takeBack = async (path: string, right: { token: string } | { code: string }): Promise<void> => {
  await call('DELETE', path, { ...right, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
}

const conversationPath = (id: string) => `/api/conversations/${encodeURIComponent(id)}`
const ticketPath = (number: string) => `/api/tickets/${encodeURIComponent(number)}`

/** Says one thing and hears what comes back, piece by piece. A line that breaks before the end is an ApiError 0. */
async function* sendMessage(
  who: Credentials,
  message: { clientMessageId: string; text: string; attachments?: Attachment[] },
): AsyncGenerator<Spoken> {
  const controller = new AbortController()
  const limit = watch(controller, ANSWER_TIMEOUT_MS)
  try {
    const response = await call('POST', `${conversationPath(who.conversationId)}/messages`, {
      token: who.token,
      body: message,
      accept: 'text/event-stream',
      signal: controller.signal,
    })
    if (!response.headers.get('Content-Type')?.includes('text/event-stream') || !response.body) {
      const { replies } = (await response.json()) as { replies: Reply[] }
      for (const reply of replies) yield { kind: 'reply', reply }
      return
    }
    for await (const event of readSse(response.body, limit.rest)) {
      const data: unknown = JSON.parse(event.data)
      if (event.event === 'delta') yield { kind: 'delta', text: (data as { text: string }).text }
      else if (event.event === 'reply') yield { kind: 'reply', reply: data as Reply }
      else if (event.event === 'done') return
      else if (event.event === 'error') throw faultIn(data)
    }
    throw noConnection()
  } catch (error) {
    throw error instanceof ApiError ? error : noConnection()
  } finally {
    limit.stop()
    controller.abort()
  }
}

/** A stream has long said 200 when something goes wrong in it; the code then tells what the status would have. */
const STATUS_IN_STREAM: Record<string, number> = {
  internal: 500,
  unavailable: 503,
  too_many_requests: 429,
  unauthenticated: 401,
  not_found: 404,
  too_long: 413,
  invalid_request: 400,
}

const faultIn = (data: unknown): ApiError => {
  const error = (data as { error?: { code?: string; message?: string } } | null)?.error
  const code = error?.code ?? 'internal'
  return new ApiError(STATUS_IN_STREAM[code] ?? 409, code, error?.message ?? '服务器没有办成这件事。')
}

/** Everything said from now on, until the line breaks (returns) or `signal` stops it. @throws ApiError. */
async function* openStream(
  who: Credentials,
  after: number,
  controller: AbortController,
): AsyncGenerator<
  { kind: 'message'; message: ThreadMessage } | { kind: 'held'; held: Held } | { kind: 'door'; door: Door }
> {
  const limit = watch(controller, SILENCE_MAX_MS)
  try {
    const path = `${conversationPath(who.conversationId)}/stream?after=${after}`
    const accept = 'text/event-stream'
    const response = await call('GET', path, { token: who.token, accept, signal: controller.signal })
    if (!response.body) return
    for await (const event of readSse(response.body, limit.rest)) {
      const data: unknown = JSON.parse(event.data)
      if (event.event === 'message') yield { kind: 'message', message: data as ThreadMessage }
      else if (event.event === 'held') yield { kind: 'held', held: data as Held }
      else if (event.event === 'door') yield { kind: 'door', door: data as Door }
    }
  } catch (error) {
    throw error instanceof ApiError ? error : noConnection()
  } finally {
    limit.stop()
  }
}

/** A file the server makes for whoever holds number and code. */
const download = async (path: string, body: unknown): Promise<Blob> => {
  const controller = new AbortController()
  const limit = watch(controller, REQUEST_TIMEOUT_MS)
  try {
    return await (await call('POST', path, { body, signal: controller.signal })).blob()
  } finally {
    limit.stop()
  }
}

/** The public HTTP API as functions. Every one may throw an ApiError. */
export const api = {
  city: () => request<City>('GET', '/api/city'),
  openConversation: () => request<Credentials>('POST', '/api/conversations', {}),
  sendMessage,
  openStream,
  thread: (who: Credentials, after: number) =>
    request<Thread>(
      'GET',
      `${conversationPath(who.conversationId)}/messages?after=${after}`,
      undefined,
      who.token,
    ),
  editDraft: (who: Credentials, field: string, value: string) =>
    request<{ replies: Reply[] }>(
      'PUT',
      `${conversationPath(who.conversationId)}/draft`,
      { field, value },
      who.token,
    ),
  feedback: (who: Credentials, body: { messageId: string; verdict: Verdict; comment?: string }) =>
    request<{ ok: true }>('POST', `${conversationPath(who.conversationId)}/feedback`, body, who.token),
  ticket: (number: string, code: string) =>
    request<TicketForCitizen>('GET', `${ticketPath(number)}?code=${encodeURIComponent(code)}`),
  addFacts: (number: string, code: string, text: string, fileIds: string[]) =>
    request<TicketForCitizen>('POST', `${ticketPath(number)}/facts`, { code, text, fileIds }),
  conversationPath,
  ticketPath,
  fetchFile,
  takeBack,
  urge: (number: string, code: string, text: string) =>
    request<TicketForCitizen>('POST', `${ticketPath(number)}/urge`, { code, text }),
  chooseFollowUp: (number: string, code: string, wish: FollowUpWish) =>
    request<TicketForCitizen>('POST', `${ticketPath(number)}/follow-up`, { code, wish }),
  withdraw: (number: string, code: string, reason: string) =>
    request<TicketForCitizen>('POST', `${ticketPath(number)}/withdraw`, reason ? { code, reason } : { code }),
  personal: (number: string, code: string) =>
    request<PersonalStanding>('POST', `${ticketPath(number)}/personal`, { code }),
  exportPersonal: (number: string, body: { code: string; tail: string; as: 'json' | 'txt' }) =>
    download(`${ticketPath(number)}/export`, body),
  correct: (number: string, body: { code: string; tail: string } & Correction) =>
    request<PersonalStanding>('POST', `${ticketPath(number)}/correct`, body),
  askErasure: (number: string, body: { code: string; tail: string; reason: string }) =>
    request<PersonalStanding>('POST', `${ticketPath(number)}/erasure`, body),
  reports: () => request<{ rows: { id: string; from: string; to: string }[] }>('GET', '/api/reports'),
  report: (id: string) => request<PublicReport>('GET', `/api/reports/${encodeURIComponent(id)}`),
  rate: (number: string, code: string, rating: Rating) =>
    request<TicketForCitizen>('POST', `${ticketPath(number)}/rating`, { code, ...rating }),
}
