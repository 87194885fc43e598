import type { TicketDraft } from '../../contracts/conversation.ts'
import type { Meaning } from '../../contracts/meaning.ts'
import type { TicketType } from '../../contracts/ticket.ts'
import type { Desk } from '../desk.ts'
import { type DraftField, readEdit, setDraftField } from '../draft/edit-draft.ts'
import { chooseCategory, hasMatter, startDraft } from '../draft/start-draft.ts'
import { DEFAULT_WISH } from '../phrases.ts'
import { leavesOut, readWish, saysYes } from '../read-choice.ts'
import { type AskedFor, askedFor, hearName, type Utterance } from './hear-fields.ts'

/** Where a field came from: words of one utterance, exactly as they stand in it. */
export type FormSource = { messageId: string; quote: string }
/** The form as the talk fills it. A field without a source was not said: it follows from others, or is a default. */
export type ReadForm = { draft: TicketDraft; sources: Partial<Record<DraftField, FormSource>> }
type Reader = Pick<Desk, 'understand' | 'classify' | 'leanNature' | 'clock' | 'rules'>
/** Where only the words of one utterance are wanted: the matter is judged as a whole, at the end. */
const UNJUDGED: Parameters<typeof startDraft>[0] = { classify: () => [], leanNature: (_, ruled) => ruled }

const TYPES: Partial<Record<Meaning['intent'], TicketType>> = {
  help: 'help',
  complaint: 'complaint',
  report: 'report',
  suggestion: 'suggestion',
  praise: 'praise',
}
/** How sure the rules are of a type that the matter as a whole does not show. */
const UNSURE = 0.5
/** Longer than this an answer to "where?" is a story, of which only the place in it is read. */
const ANSWER_MAX = 40
const PLACE_OPENING = /^(?:就)?(?:在|地点[是::]?|位置[是::]?|地址[是::]?)/
const TALK_ONLY: readonly Meaning['intent'][] = ['human', 'smalltalk', 'progress']
const GRAVITY = ['normal', 'urgent', 'critical'] as const

/** Clauses that only say who and how to reach them: they have fields of their own, and units need not read them twice. */
const CONTACT_CLAUSE =
  /[,，。；;]?\s*(?:(?:我|本人)?(?:免贵)?姓[\u4e00-\u9fff](?:先生|女士)?|我叫[\u4e00-\u9fff]{2,4}|(?:我的|联系)?(?:电话|手机)(?:号码?)?[是:：]?\s*1[3-9]\d{9}|1[3-9]\d{9})(?=[,，。；;\s]|$)/gu
const withoutContact = (text: string): string =>
  text
    .replace(CONTACT_CLAUSE, '')
    .replace(/^[,，。；;\s]+/, '')
    .trim()

const quoteOf = (text: string, words: string): string =>
  text.includes(words) ? words : text.trim().slice(0, ANSWER_MAX)

const emptyForm = (): ReadForm => ({
  draft: {
    type: 'consult',
    categoryId: '',
    matter: '',
    wish: '',
    placeText: '',
    districtId: null,
    happenedAt: '',
    contactName: '',
    contactPhone: '',
    confidential: false,
    followUp: null,
    urgency: 'normal',
    asking: null,
    asked: [],
    shown: false,
  },
  sources: {},
})

/** One thing the citizen said, understood, with what it answers. */
type Heard = { id: string; text: string; meaning: Meaning; asked: AskedFor | null }

const hearPlace = ({ draft, sources }: ReadForm, heard: Heard): void => {
  const { id, text, meaning, asked } = heard
  const isAnswer = asked === 'place' && text.length <= ANSWER_MAX && !/[??]$/.test(text)
  const said = startDraft(UNJUDGED, meaning, draft.type)
  const answer =
    isAnswer && !leavesOut(text)
      ? text
          .trim()
          .replace(PLACE_OPENING, '')
          .replace(/[。.]$/, '')
      : ''
  const place = answer || said.placeText
  if (!place) return
  const isCloser = answer !== '' || draft.placeText === '' || place.length > draft.placeText.length
  if (!isCloser) return
  draft.placeText = place
  draft.districtId = said.districtId ?? draft.districtId
  sources.place = { messageId: id, quote: quoteOf(text, place) }
}

const hearContact = ({ draft, sources }: ReadForm, { id, text, meaning, asked }: Heard): void => {
  const phone = meaning.entities.phones[0]
  if (phone) {
    draft.contactPhone = phone
    sources.phone = { messageId: id, quote: quoteOf(text, phone) }
  }
  const name = hearName(text, asked === 'name')
  if (!name) return
  draft.contactName = name.value
  sources.name = { messageId: id, quote: quoteOf(text, name.quote) }
}

const hearTime = ({ draft, sources }: ReadForm, { id, text, meaning, asked }: Heard): void => {
  const dates = meaning.entities.dates.map((d) => d.text)
  const isAnswer =
    asked === 'happenedAt' && dates.length === 0 && text.length <= ANSWER_MAX && !leavesOut(text)
  const time = isAnswer ? text.trim().replace(/[。.]$/, '') : dates.join(' ')
  if (!time || (draft.happenedAt && asked !== 'happenedAt')) return
  draft.happenedAt = time
  sources.happenedAt = { messageId: id, quote: quoteOf(text, dates[0] ?? time) }
}

/** The matter in the citizen's own words, one line for each time they spoke of it. */
const hearMatter = ({ draft, sources }: ReadForm, { id, text, meaning, asked }: Heard): void => {
  const type = TYPES[meaning.intent]
  if (type && (draft.type === 'consult' || sources.type === undefined)) {
    // What was only asked before the complaint is not part of it.
    if (draft.type === 'consult' && sources.type === undefined && sources.matter) draft.matter = ''
    draft.type = type
    sources.type = { messageId: id, quote: quoteOf(text, text.trim().slice(0, ANSWER_MAX)) }
  }
  const isOther = asked !== null && asked !== 'wish' && text.length <= ANSWER_MAX
  const isAside = isOther || TALK_ONLY.includes(meaning.intent) || saysYes(text) || leavesOut(text)
  if (isAside || !hasMatter(meaning)) return
  if (sources.type && meaning.intent === 'consult' && /[??]$|怎么办理|什么材料/.test(text)) return
  const words = withoutContact(text)
  if (words.length < 2 || draft.matter.includes(words)) return
  if (draft.matter === '') sources.matter = { messageId: id, quote: quoteOf(text, words) }
  draft.matter = [draft.matter, words].filter(Boolean).join('\n').slice(0, 4500)
  // Only what the ticket is about makes it urgent, not what else was said in the talk.
  const { urgency } = meaning
  if (GRAVITY.indexOf(urgency) > GRAVITY.indexOf(draft.urgency)) draft.urgency = urgency
}

const hearWish = ({ draft, sources }: ReadForm, { id, text, meaning, asked }: Heard): void => {
  const said = startDraft(UNJUDGED, meaning, draft.type)
  const isSaid = said.wish !== DEFAULT_WISH[draft.type]
  if (!isSaid && asked !== 'wish') return
  draft.wish = isSaid ? said.wish : text.trim()
  sources.wish = { messageId: id, quote: quoteOf(text, draft.wish) }
}

const hearPrivacy = ({ draft, sources }: ReadForm, { id, text, meaning }: Heard): void => {
  const said = startDraft(UNJUDGED, meaning, 'complaint')
  if (!said.confidential || draft.confidential) return
  draft.confidential = true
  sources.privacy = { messageId: id, quote: text.trim().slice(0, ANSWER_MAX) }
}

/** "不要回访" is a wish about us, not part of the matter. */
const hearFollowUp = ({ draft, sources }: ReadForm, { id, text }: Heard): boolean => {
  const wish = readWish(text)
  if (!wish) return false
  draft.followUp = wish
  sources.followUp = { messageId: id, quote: text.trim().slice(0, ANSWER_MAX) }
  return true
}

/** "地点改成…": the citizen's own word on a field, which counts above what was read before. */
const hearEdit = (desk: Reader, form: ReadForm, { id, text }: Heard): DraftField | null => {
  const edit = readEdit(text)
  if (!edit) return null
  try {
    form.draft = setDraftField(desk, form.draft, edit.field, edit.value)
  } catch {
    return null
  }
  form.sources[edit.field] = { messageId: id, quote: quoteOf(text, edit.value) }
  return edit.field
}

/** As what the whole matter is taken, by the city's own decisions too; a type the citizen corrected stays. */
const judgeMatter = (desk: Reader, draft: TicketDraft, isTypeSaid: boolean): void => {
  if (draft.matter === '') return
  const { intent, intentConfidence } = desk.understand(draft.matter, desk.clock.now())
  const confidence = TYPES[intent] === draft.type ? intentConfidence : UNSURE
  const { type, urgency } = desk.leanNature(draft.matter, { ...draft, confidence })
  draft.urgency = urgency
  if (!isTypeSaid) draft.type = type
}

/**
 * Fills the form from what was said, in order; the last word on a field counts, the matter grows. Pure: the same talk
 * gives the same form, so it is read anew whenever the talk goes on. `callerPhone`: known from the line.
 */
export const readForm = (desk: Reader, talk: readonly Utterance[], callerPhone = ''): ReadForm => {
  const form = emptyForm()
  let before: string | undefined
  let isTypeSaid = false
  for (const { id, author, text } of talk) {
    if (author !== 'citizen') {
      before = author === 'system' ? before : text
      continue
    }
    const meaning = desk.understand(text, desk.clock.now())
    const heard: Heard = { id, text, meaning, asked: askedFor(before) }
    before = undefined
    const edited = hearEdit(desk, form, heard)
    isTypeSaid ||= edited === 'type'
    if (edited || hearFollowUp(form, heard)) continue
    hearMatter(form, heard)
    for (const hear of [hearPlace, hearContact, hearTime, hearWish, hearPrivacy]) hear(form, heard)
  }
  const { draft } = form
  judgeMatter(desk, draft, isTypeSaid)
  if (!form.sources.category) draft.categoryId = chooseCategory(desk, draft.matter, draft.type)
  draft.wish ||= DEFAULT_WISH[draft.type]
  draft.contactPhone ||= callerPhone
  draft.confidential ||= draft.type === 'report'
  return form
}
