import type { Attachment, Reply, ThreadMessage } from '../../../../src/contracts/message.ts'

/** How far a citizen's own message has come. Everything said by others is `sent`. */
export type Sending = 'sending' | 'sent' | 'unsent' | 'refused'

/** One line of the thread on the page. `key` stays the same from typing to confirmation; `id`, `seq` come later. */
export type ThreadItem = {
  key: string
  id: string | null
  seq: number | null
  author: ThreadMessage['author']
  text: string
  attachments: Attachment[]
  /** What was tapped, when it differs from the text that is sent for it. */
  label: string | null
  reply: Reply | null
  at: string | null
  sending: Sending
  problem: string | null
  /** Said while the page was open: announced, and alarming where it must be. */
  fresh: boolean
}

const blank = {
  attachments: [] as Attachment[],
  id: null,
  seq: null,
  label: null,
  reply: null,
  at: null,
  problem: null,
}

/** A message of the person as it stands before the server knows it. */
export const ownItem = (
  key: string,
  text: string,
  label: string | null,
  sending: Sending,
  attachments: Attachment[] = [],
): ThreadItem => ({
  ...blank,
  attachments,
  key,
  author: 'citizen',
  text,
  label,
  sending,
  fresh: true,
})

const itemOf = (message: ThreadMessage, fresh: boolean): ThreadItem => ({
  ...blank,
  key: message.id,
  id: message.id,
  seq: message.seq,
  author: message.author,
  text: message.text,
  attachments: message.attachments ?? [],
  reply: message.reply ?? null,
  at: message.at,
  sending: 'sent',
  fresh,
})

const authorOf = (reply: Reply): ThreadMessage['author'] => {
  if (reply.speaker?.kind === 'agent') return 'agent'
  return reply.speaker?.kind === 'system' ? 'system' : 'bot'
}

/**
 * Adds a reply that came back with the person's own message. The live stream brings the same reply again (or brought
 * it before): the message's id decides, and without one the same words that no id has claimed yet.
 */
export const addReply = (items: ThreadItem[], reply: Reply, key: string): void => {
  const turn = openTurn(items)
  const known = items.find((item) =>
    reply.messageId === undefined
      ? turn.has(item.key) && item.text === reply.text
      : item.id === reply.messageId,
  )
  if (known) {
    known.reply = reply
    return
  }
  const item: ThreadItem = {
    ...blank,
    key: reply.messageId ?? key,
    id: reply.messageId ?? null,
    author: authorOf(reply),
    text: reply.text,
    reply,
    sending: 'sent',
    fresh: true,
  }
  items.push(item)
}

/**
 * A message whose answer got lost on the way is sent again and answered with what was already said. When the thread
 * brought both from the server meanwhile, the waiting copy of the message (`key`) goes.
 */
export const dropRepeat = (items: ThreadItem[], key: string, reply: Reply): void => {
  const own = items.findIndex((item) => item.key === key)
  const said = items.findIndex((item) => item.id !== null && item.id === reply.messageId)
  if (own < 0 || said < 0 || said > own) return
  const asked = items.slice(0, said).filter((item) => item.author === 'citizen')
  if (asked[asked.length - 1]?.text.trim() === items[own]?.text.trim()) items.splice(own, 1)
}

/** The item a message of the server already is on this page, if it is there. */
const twinOf = (items: ThreadItem[], message: ThreadMessage): ThreadItem | undefined => {
  const same = items.find((item) => item.id === message.id || item.seq === message.seq)
  if (same) return same
  const isOwn = message.author === 'citizen'
  return items.find(
    (item) =>
      item.id === null &&
      (item.author === 'citizen') === isOwn &&
      item.sending !== 'refused' &&
      item.text.trim() === message.text.trim(),
  )
}

/**
 * Takes one message of the server's thread into the page's list: at most once, in the server's order, never moving
 * what the person is still sending. @returns whether something new was said.
 */
export const mergeMessage = (items: ThreadItem[], message: ThreadMessage, fresh: boolean): boolean => {
  const twin = twinOf(items, message)
  if (twin) {
    twin.id = message.id
    twin.seq = message.seq
    twin.at = message.at
    twin.author = message.author
    if (message.reply) twin.reply = message.reply
    if (twin.sending !== 'sent') twin.sending = 'sent'
    return false
  }
  let place = items.length
  const isWaiting = (item: ThreadItem | undefined) => item?.seq === null && item.sending !== 'sent'
  while (place > 0) {
    const before = items[place - 1]
    if (!isWaiting(before) && (before?.seq ?? 0) < message.seq) break
    place -= 1
  }
  items.splice(place, 0, itemOf(message, fresh))
  return true
}

/**
 * Puts a changed draft where the old one stood. The stream may already have appended the same card below: that one
 * goes. A card without a message id waits, by its words, for the stream to bring the id.
 */
export const replaceDraft = (items: ThreadItem[], key: string, reply: Reply): void => {
  const place = items.findIndex((candidate) => candidate.key === key)
  const item = items[place]
  if (!item) return
  const twin = items.findIndex((other, index) =>
    reply.messageId === undefined
      ? index > place && other.reply?.draft !== undefined && other.text === reply.text
      : index !== place && other.id === reply.messageId,
  )
  item.id = items[twin]?.id ?? reply.messageId ?? null
  item.seq = items[twin]?.seq ?? item.seq
  item.reply = reply
  item.text = reply.text
  if (twin >= 0) items.splice(twin, 1)
}

/** The highest number of the thread the page has: what came later is asked for from here. */
export const lastSeq = (items: ThreadItem[]): number =>
  items.reduce((most, item) => Math.max(most, item.seq ?? 0), 0)

/** Keys of everything said to the person since their own last word: only there are options still to be tapped. */
export const openTurn = (items: ThreadItem[]): Set<string> => {
  const keys = new Set<string>()
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index]
    if (!item || item.author === 'citizen') break
    keys.add(item.key)
  }
  return keys
}

/** Key of the draft that a yes would submit now: the last one shown, unless a ticket came of it. */
export const openDraft = (items: ThreadItem[]): string | null => {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index]
    if (item?.reply?.ticket) return null
    if (item?.reply?.draft) return item.key
  }
  return null
}
