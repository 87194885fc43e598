import type { TicketDraft } from '../../contracts/conversation.ts'
import type { Meaning } from '../../contracts/meaning.ts'
import type { TicketType } from '../../contracts/ticket.ts'
import type { Desk } from '../desk.ts'
import { DEFAULT_WISH } from '../phrases.ts'

const TITLE_MAX = 30
const SENTENCE_END = /[\u3002\uFF1B;!\uFF01?\uFF1F\n]/
/** How people begin: no part of the matter. */
const OPENING = /^(我要|我想|你好|您好|请问|麻烦|帮我|[\s,\uFF0C])*(投诉|举报|反映|反应|求助)?(一下)?/
const WISH = /(?:希望|要求|恳请|请求|望|请(?!问|教))([^。;;!!??\n]{4,60})/
const SECRET = /保密|匿名|别(告诉|让).{0,6}知道|不要(透露|公开|告诉)|不想让.{0,8}知道/

// "我要投诉" alone says what kind, not what: these words carry no matter.
const NO_MATTER = new Set([
  '投诉',
  '举报',
  '反映',
  '建议',
  '求助',
  '表扬',
  '问题',
  '情况',
  '事情',
  '事',
  '一下',
  '我要',
  '我想',
  '登记',
  '工单',
  '记',
  '成',
  '一个',
  '有',
  '要',
  '想',
  '帮',
  '帮忙',
  '12345',
  '反应',
  '你们',
  '我',
  '件',
  '这个',
])
const MATTER_WORDS_MIN = 2

/** Whether a text says what happened, beyond "I want to complain". */
export const hasMatter = (meaning: Meaning): boolean =>
  meaning.tokens.filter((t) => !NO_MATTER.has(t)).length >= MATTER_WORDS_MIN

/** The longest place said, with its district when it is known. */
const placeIn = (meaning: Meaning): { placeText: string; districtId: string | null } => {
  const longest = [...meaning.entities.places].sort((a, b) => b.text.length - a.text.length)[0]
  const known = meaning.entities.places.find((p) => p.districtId)
  return { placeText: longest?.text ?? '', districtId: longest?.districtId ?? known?.districtId ?? null }
}

/** A title of at most 30 characters: place and matter, for lists people scan. */
export const makeTitle = (draft: Pick<TicketDraft, 'matter' | 'placeText'>): string => {
  const first = draft.matter.split(SENTENCE_END)[0]?.trim() || draft.matter.trim()
  const matter = first.replace(OPENING, '').replace(/^[\s\p{P}]+/u, '') || first
  const title = draft.placeText && !matter.includes(draft.placeText) ? `${draft.placeText} ${matter}` : matter
  return title.length > TITLE_MAX ? `${title.slice(0, TITLE_MAX - 1)}…` : title.padEnd(2, '。')
}

/** 表扬 and 其他 of the category tree. */
const PRAISE = '99-02'
const OTHER = '99-03'
/** Less sure than this, the draft says 其他 rather than something odd. */
const CATEGORY_AT = 0.15

/** The category of a matter, as the city's own classifier sees it; 其他 when nothing speaks clearly enough. */
export const chooseCategory = (desk: Pick<Desk, 'classify'>, matter: string, type: TicketType): string => {
  if (type === 'praise') return PRAISE
  const best = desk.classify(matter)[0]
  return best && best.score >= CATEGORY_AT ? best.label : OTHER
}

/**
 * A draft filled from what was already said: type, category, place, time, matter, wish, phone. Whatever was not
 * said stays empty and is asked for. 举报 is confidential unless the citizen decides otherwise.
 */
export const startDraft = (
  desk: Pick<Desk, 'classify' | 'leanNature'>,
  meaning: Meaning,
  ruled: TicketType,
): TicketDraft => {
  // The citizen's own words as typed: cleaning is for understanding, not for the record.
  const matter = hasMatter(meaning) ? meaning.original.trim() : ''
  const byRules = { type: ruled, urgency: meaning.urgency }
  const { type, urgency } =
    matter === '' ? byRules : desk.leanNature(matter, { ...byRules, confidence: meaning.intentConfidence })
  return {
    type,
    categoryId: matter ? chooseCategory(desk, matter, type) : OTHER,
    matter,
    wish: WISH.exec(meaning.text)?.[0] ?? DEFAULT_WISH[type],
    ...placeIn(meaning),
    happenedAt: meaning.entities.dates.map((d) => d.text).join(' '),
    contactName: '',
    contactPhone: meaning.entities.phones[0] ?? '',
    confidential: type === 'report' || SECRET.test(meaning.text),
    followUp: null,
    urgency,
    asking: null,
    asked: [],
    shown: false,
  }
}

/** The next thing to ask for, one at a time; null when the draft can be shown. Nothing is asked twice. */
export const nextQuestion = (draft: TicketDraft): 'matter' | 'place' | 'phone' | null => {
  if (!draft.matter) return 'matter'
  const needsPlace = draft.type !== 'suggestion' && draft.type !== 'praise' && draft.type !== 'consult'
  if (needsPlace && !draft.placeText && !draft.asked.includes('place')) return 'place'
  if (!draft.contactPhone && !draft.asked.includes('phone')) return 'phone'
  return null
}
