import type { Reply } from '../../src/contracts/message.ts'
import { cutText, FULL_TEXT, fits, TEXT_MAX_BYTES, TEXT_MAX_CHARS, type TextLimit } from './cut-text.ts'

/** More than nine options cannot be answered with one digit. */
const OPTIONS_MAX = 9

/** The tail may take this much; the rest belongs to the words. */
const TAIL_LIMIT: TextLimit = { bytes: 1300, chars: 400 }
/** How roomy the tail is written: the first that fits the limit is taken. */
type TailRoom = { label: number; sources: number; guide: boolean }
const TIGHTEST: TailRoom = { label: 16, sources: 1, guide: false }
const TAIL_ROOMS: TailRoom[] = [
  { label: 40, sources: 3, guide: true },
  { label: 24, sources: 1, guide: true },
]

const CUT_NOTE = '（内容较长，以上为前一部分。回复“转人工”可了解全部内容。）'
/** Wording of the label for synthetic text: 《人工智能生成合成内容标识办法》, in force 2025-09-01. */
const AI_NOTE = '（AI生成，仅供参考）'

const shorten = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text
}

const dayOf = (moment: string): string => moment.slice(0, 10)

const sourcesLine = (reply: Reply, most: number): string[] => {
  const seen = new Set<string>()
  for (const citation of reply.citations ?? []) {
    const parts = [
      // Name and article of a document stand under the quoted words already; its number does not.
      ...(citation.issuedOn
        ? [citation.number ?? `《${citation.title}》`]
        : [citation.source ?? `《${citation.title}》`]),
      citation.department,
      citation.issuedOn ? `${citation.issuedOn} 发布` : `${dayOf(citation.updatedAt)} 更新`,
    ]
    seen.add(shorten(parts.filter(Boolean).join(' · '), 80))
  }
  return seen.size > 0 ? [`来源：${[...seen].slice(0, most).join('；')}`] : []
}

const optionLines = (reply: Reply, labelMax: number): string[] => {
  const options = (reply.options ?? []).slice(0, OPTIONS_MAX)
  if (options.length === 0) return []
  return [
    '回复数字选择：',
    ...options.map((option, index) => `${index + 1}. ${shorten(option.label, labelMax)}`),
  ]
}

const ticketLines = (reply: Reply): string[] => {
  const ticket = reply.ticket
  if (!ticket) return []
  return [
    `工单号：${ticket.number}`,
    `查询码：${ticket.queryCode}`,
    ...(ticket.department ? [`承办单位：${shorten(ticket.department, 30)}`] : []),
  ]
}

const draftLines = (reply: Reply): string[] =>
  (reply.draft ?? [])
    .filter((line) => line.value && !reply.text.includes(line.value))
    .map((line) => `${line.label}：${shorten(line.value, 120)}`)

const guideLine = (reply: Reply): string[] =>
  reply.guide?.length ? [`还可以问：${reply.guide.map((chip) => chip.label).join('、')}`] : []

const bodyOf = (reply: Reply): string => {
  const speaker = reply.speaker && reply.speaker.kind !== 'system' ? `${reply.speaker.name}：\n` : ''
  const number = reply.emergency?.number
  const warning = number && !reply.text.includes(number) ? `情况紧急请立即拨打 ${number}。\n` : ''
  return [warning + speaker + reply.text.trim(), ...draftLines(reply)].join('\n')
}

const tailIn = (room: TailRoom, reply: Reply, withOptions: boolean): string =>
  [
    ...(reply.aiWritten ? [AI_NOTE] : []),
    ...ticketLines(reply),
    ...sourcesLine(reply, room.sources),
    ...(room.guide ? guideLine(reply) : []),
    ...(withOptions ? optionLines(reply, room.label) : []),
  ].join('\n')

/** What follows the words and must never be cut away: label, ticket, source, options. */
const tailOf = (reply: Reply, withOptions: boolean): string => {
  for (const room of TAIL_ROOMS) {
    const tail = tailIn(room, reply, withOptions)
    if (fits(tail, TAIL_LIMIT)) return tail
  }
  return tailIn(TIGHTEST, reply, withOptions)
}

const limitBeside = (tail: string) => ({
  bytes: TEXT_MAX_BYTES - Buffer.byteLength(tail) - 1,
  chars: TEXT_MAX_CHARS - [...tail].length - 1,
})

const joinLines = (...parts: string[]): string => parts.filter(Boolean).join('\n')

/**
 * One reply as one WeChat text (plain, at most 2048 bytes and 600 characters): the words, then ticket number and
 * query code, source, what else can be asked, and numbered options that can be answered with "1". When it is too
 * long only the words are shortened, at a sentence end, and the reader is told.
 */
export const renderReply = (reply: Reply): string => {
  const body = bodyOf(reply)
  const tail = tailOf(reply, true)
  const whole = joinLines(body, tail)
  if (fits(whole)) return whole
  const ending = joinLines(CUT_NOTE, tail)
  return joinLines(cutText(body, limitBeside(ending)).head, ending)
}

/**
 * One reply as up to `most` texts, for a way out that may send several: long words (a department's answer) go out
 * whole; ticket, source and options stand at the end of the last one. `withOptions: false` leaves the options to
 * a menu message.
 */
export const renderReplyInParts = (reply: Reply, most: number, withOptions = true): string[] => {
  const parts: string[] = []
  const tail = tailOf(reply, withOptions)
  let rest = bodyOf(reply)
  while (parts.length < most - 1 && !fits(joinLines(rest, tail))) {
    // When the words fit alone but not with the tail, the last words move on with the tail.
    const { head, rest: after } = cutText(rest, fits(rest) ? limitBeside(tail) : FULL_TEXT)
    parts.push(head)
    rest = after
  }
  if (fits(joinLines(rest, tail))) return [...parts, joinLines(rest, tail)]
  const ending = joinLines(CUT_NOTE, tail)
  return [...parts, joinLines(cutText(rest, limitBeside(ending)).head, ending)]
}

/**
 * Several replies for a passive answer, which holds one message: what fits together goes together, in order;
 * `rest` must go out another way.
 */
export const packReplies = (replies: Reply[]): { text: string; rest: Reply[] } => {
  const [first, ...others] = replies
  if (!first) return { text: '', rest: [] }
  let text = renderReply(first)
  for (const [index, reply] of others.entries()) {
    const longer = `${text}\n\n${renderReply(reply)}`
    if (!fits(longer)) return { text, rest: others.slice(index) }
    text = longer
  }
  return { text, rest: [] }
}
