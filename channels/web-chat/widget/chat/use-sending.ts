import type { Attachment } from '../../../../src/contracts/message.ts'
import { ApiError, api, type Credentials } from '../shared/api.ts'
import { newId } from '../shared/new-id.ts'
import { safeStorage } from '../shared/safe-storage.ts'
import type { ChatState } from './chat-state.ts'
import { createOutbox, type Unsent } from './outbox.ts'
import { addReply, dropRepeat, ownItem, type ThreadItem } from './thread-items.ts'

/** The browser does not always notice that the network is back; the outbox asks for itself. */
const RETRY_MS = 20_000
const RESTARTED = '之前的会话已经过期，打不开了。下面是新的会话，您刚才写的话还在。'

/** The talk of this page, begun when there is none yet. @throws ApiError. */
export const openConversation = async (chat: ChatState): Promise<Credentials> => {
  const known = chat.credentials.value
  if (known) return known
  const opened = await api.openConversation()
  chat.hold(opened)
  return opened
}

/** Says one thing and puts what comes back on the page. @returns whether a person was called. @throws ApiError. */
const talk = async (chat: ChatState, entry: Unsent, onHeard: () => void): Promise<boolean> => {
  const who = await openConversation(chat)
  // Who waits for a person can go on asking; only a person's silence is no search.
  chat.state.streaming = chat.state.held.heldBy === 'agent' ? null : ''
  const { clientMessageId, text, attachments } = entry
  let isHandedOver = false
  for await (const spoken of api.sendMessage(who, {
    clientMessageId,
    text,
    ...(attachments ? { attachments } : {}),
  })) {
    onHeard()
    if (spoken.kind === 'delta') chat.state.streaming = (chat.state.streaming ?? '') + spoken.text
    else {
      chat.state.streaming = null
      if (spoken.reply.paused) chat.state.door.paused = spoken.reply.text
      addReply(chat.state.items, spoken.reply, newId())
      dropRepeat(chat.state.items, clientMessageId, spoken.reply)
      isHandedOver ||= spoken.reply.kind === 'handover'
    }
  }
  onHeard()
  return isHandedOver
}

/**
 * Sends the person's words one after another, in the order written. What cannot be sent stays in the outbox of this
 * device and goes out with the same id when the network is back or on a tap. `onHandover` runs when a person was
 * called.
 */
export const useSending = (chat: ChatState, onHandover: () => Promise<void>) => {
  const outbox = createOutbox(safeStorage)
  let isWorking = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const waitForNetwork = (): void => {
    chat.state.isOffline = true
    clearTimeout(retry)
    retry = setTimeout(() => void flush(), RETRY_MS)
  }

  const itemFor = (entry: Unsent): ThreadItem | undefined =>
    chat.state.items.find((item) => item.key === entry.clientMessageId)

  const mark = (entry: Unsent, sending: ThreadItem['sending'], problem: string | null = null): void => {
    const item = itemFor(entry)
    if (!item) return
    item.sending = sending
    item.problem = problem
  }

  /** @returns whether the next one may be tried. */
  const deliver = async (entry: Unsent, mayRestart: boolean): Promise<boolean> => {
    try {
      const isHandedOver = await talk(chat, entry, () => mark(entry, 'sent'))
      outbox.remove(entry.clientMessageId)
      chat.state.isOffline = false
      if (isHandedOver) void onHandover()
      return true
    } catch (error) {
      const refusal = error instanceof ApiError ? error : new ApiError(0, 'network', '')
      if (refusal.isGone && mayRestart) {
        chat.restart(RESTARTED)
        return deliver(entry, false)
      }
      if (refusal.isPassing) {
        mark(entry, 'unsent', refusal.status === 409 || refusal.status === 429 ? refusal.message : null)
        if (refusal.status === 0) waitForNetwork()
        return false
      }
      outbox.remove(entry.clientMessageId)
      mark(entry, 'refused', refusal.message)
      return true
    } finally {
      chat.state.streaming = null
    }
  }

  /** Sends everything that waits. Stops at the first that cannot go out; the rest keeps its place behind it. */
  const flush = async (): Promise<void> => {
    if (isWorking) return
    isWorking = true
    try {
      for (let next = outbox.list()[0]; next; next = outbox.list()[0]) {
        for (const entry of outbox.list()) mark(entry, 'sending')
        if (!(await deliver(next, true))) {
          for (const entry of outbox.list().slice(1)) mark(entry, 'unsent')
          return
        }
      }
    } finally {
      isWorking = false
    }
  }

  /** Says something; `label` is what was tapped when the text sent for it reads differently. */
  const say = (text: string, label: string | null = null, attachments: Attachment[] = []): void => {
    const entry: Unsent = { clientMessageId: newId(), text, label: label === text ? null : label }
    if (attachments.length > 0) entry.attachments = attachments
    const isKept = outbox.add(entry)
    const sending = isKept ? 'sending' : 'refused'
    chat.state.items.push(ownItem(entry.clientMessageId, text, entry.label, sending, attachments))
    if (isKept) void flush()
    else mark(entry, 'refused', '等待发送的消息太多了。请先连上网络，等前面的发出去。')
  }

  /** Shows what an earlier visit could not send, and tries again. */
  const resume = (): void => {
    for (const entry of outbox.list()) {
      if (!itemFor(entry))
        chat.state.items.push(
          ownItem(entry.clientMessageId, entry.text, entry.label, 'unsent', entry.attachments),
        )
    }
    void flush()
  }

  return { say, flush, resume, forget: outbox.clear }
}
