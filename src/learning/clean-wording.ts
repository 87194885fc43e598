import type { Meaning } from '../contracts/meaning.ts'
import { redactText } from '../understanding/redact-text.ts'

const CHARACTERS_MIN = 3
const CHARACTERS_MAX = 50
/** So many different characters outside filler and stop words make a matter. */
const INFORMATIVE_MIN = 2

/** Numbers long enough to be somebody's, addresses of mail and chat, number plates. */
const SOMEBODYS =
  /\d{5,}|@|微信号|QQ|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{4,6}/iu
const NAMES_SOMEBODY =
  /(?:我|本人|他|她)(?:姓|叫)[\u4e00-\u9fa5]|(?:姓名|名字)(?:是|叫|:)|[\u4e00-\u9fa5]{1,3}(?:先生|女士|小姐)/u
/** Leans on what was said before and means something else in another talk; or is more than one question. */
const LEANS =
  /呢$|[?？](?=.)|^(?:那么?|它|这|那|上面|刚才|还有|另外|(?:第[一二三四五\d]|最后|最下面)(?:那|这)?一?(?:个|条|项|种)?$)/u
/** Answers to us, which say nothing of a matter. */
const ANSWERS =
  /^(?:都?不是|不对|就?是(?:这|它|的)|对[的了]?$|(?:已经?|没有?|未)?解决|谢|多谢|好的|确认|取消|转?人工|登记工单|记成工单)/u
/** Questions about one field of a guide: with these words taken away, a matter of its own must be left. */
const FIELD_WORDS =
  /需要|要|带|准备|什么|哪些|哪里|哪儿|哪个|多少|多久|多长|几天|几点|怎么|如何|办理|办|材料|资料|证件|费用|收费|钱|时间|时限|上班|下班|地点|地址|地方|电话|号码|流程|步骤|手续|条件|网上|线上|窗口|可以|能|请问|我|想|问|一下|申请|拿|取|在|去|到|是|有|的|呢|吗|啊|吧|了/gu
const MATTER_MIN = 2

const EDGES = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu
/** Words of politeness around a question: two people who ask the same, one politely, are two witnesses of one wording. */
const POLITE_BEFORE =
  /^(?:[您你]好|请问|请教|(?:我)?(?:想|要)?(?:问|咨询|了解)(?:一下|下|个事)|麻烦(?:问|您|你)?(?:一下|下)?|打扰(?:一下|了)?|帮我(?:看|查|问)(?:一下|下))(?:一下|下)?[\s\p{P}]*/u
const POLITE_AFTER = /[\s\p{P}]*(?:谢谢|多谢|感谢|麻烦)(?:您|你|啦|了|哈)*$/u

const trimPolite = (text: string): string => {
  const trimmed = text
    .replace(EDGES, '')
    .replace(POLITE_BEFORE, '')
    .replace(POLITE_AFTER, '')
    .replace(EDGES, '')
  return trimmed === text ? text : trimPolite(trimmed)
}

/** One form for the same wording however it was typed: letters and digits only, lower case. */
export const keyOf = (wording: string): string => wording.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * A citizen's words as a wording that may be kept, or null. Never kept: what names or numbers anybody, stands at a door number, is too
 * short or too long to be a question, or makes sense only in its talk. Refused rather than masked: a wording with a hole teaches nothing.
 */
export const cleanWording = (meaning: Pick<Meaning, 'text' | 'tokens' | 'entities'>): string | null => {
  const text = trimPolite(meaning.text)
  const length = [...text].length
  if (length < CHARACTERS_MIN || length > CHARACTERS_MAX) return null
  const { phones, idCards, ticketNumbers } = meaning.entities
  if (phones.length + idCards.length + ticketNumbers.length > 0) return null
  if (redactText(text) !== text || SOMEBODYS.test(text) || NAMES_SOMEBODY.test(text)) return null
  if (LEANS.test(text) || ANSWERS.test(text) || keyOf(text.replace(FIELD_WORDS, '')).length < MATTER_MIN)
    return null
  if (new Set(keyOf(meaning.tokens.join(''))).size < INFORMATIVE_MIN) return null
  return text
}
