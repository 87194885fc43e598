import type { Reply } from '../../src/contracts/message.ts'
import { readNumbersAloud, spellOut } from './read-numbers-aloud.ts'

/** About half a minute of speech; nobody keeps more in mind by ear. */
const SPOKEN_MAX_CHARS = 150
/** More than five keys are forgotten before they are pressed. */
export const SPOKEN_OPTIONS_MAX = 5

const SENTENCE_END = /[。！？；!?;]/

const shorten = (text: string): string => {
  const characters = [...text]
  if (characters.length <= SPOKEN_MAX_CHARS) return text
  const head = characters.slice(0, SPOKEN_MAX_CHARS)
  const end = head.findLastIndex((character) => SENTENCE_END.test(character))
  return `${head.slice(0, end >= 40 ? end + 1 : SPOKEN_MAX_CHARS).join('')}其余内容请转人工了解。`
}

/** Line breaks and list marks become pauses; brackets and quotes are not spoken. */
const plain = (text: string): string =>
  text
    .replace(/\s*\n+\s*/g, '。')
    .replace(/[*#`_>|《》“”"【】[\]]/g, '')
    .replace(/[（(]/g, '，')
    .replace(/[）)]/g, '，')
    .replace(/，+(?=[，。；！？])/g, '')
    .replace(/。{2,}/g, '。')
    .trim()

/** What is quoted is said first, then what it is quoted from: never cut away with the end of a long quote. */
const spokenSource = (reply: Reply): string => {
  const citation = reply.quote ? reply.citations?.[0] : undefined
  return citation ? `以上是${plain(citation.title)}${citation.article ?? ''}的原文。` : ''
}

const ended = (text: string): string => (text === '' || /[。！？!?]$/.test(text) ? text : `${text}。`)

const ticketWords = (reply: Reply): string => {
  if (!reply.ticket) return ''
  const { number, queryCode } = reply.ticket
  return `您的工单号是：${spellOut(number)}。查询码是：${spellOut(queryCode)}。请记一下。再说一遍，工单号是：${spellOut(number)}。`
}

const optionWords = (reply: Reply): string => {
  const options = (reply.options ?? []).slice(0, SPOKEN_OPTIONS_MAX)
  if (options.length === 0) return ''
  const keys = options.map((option, index) => `${option.label}，请按${index + 1}`)
  return `${readNumbersAloud(plain(keys.join('；')))}。也可以直接说。`
}

const draftWords = (reply: Reply): string =>
  (reply.draft ?? [])
    .filter((line) => line.value && !reply.text.includes(line.value))
    .map((line) => ended(`${line.label}：${readNumbersAloud(plain(line.value))}`))
    .join('')

/**
 * One reply as it is spoken on the telephone: the short answer only (no source, details or chips), with numbers
 * and dates readable, ticket number and query code sign by sign, options as keys. Danger comes first.
 */
export const speakReply = (reply: Reply): string => {
  const danger = reply.emergency ? `情况紧急，请挂断后立即拨打${spellOut(reply.emergency.number)}。` : ''
  const words = ended(shorten(readNumbersAloud(plain(reply.quote?.text ?? reply.text)))) + spokenSource(reply)
  const label = reply.aiWritten ? '以上内容由人工智能生成，仅供参考。' : ''
  return danger + words + draftWords(reply) + label + ticketWords(reply) + optionWords(reply)
}
