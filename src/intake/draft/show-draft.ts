import type { CityRules } from '../../contracts/city-rules.ts'
import type { TicketDraft } from '../../contracts/conversation.ts'
import { WISH_LABELS } from '../../contracts/follow-up-wish.ts'
import type { DraftLine, Reply } from '../../contracts/message.ts'
import { TYPE_LABELS } from '../../tickets/state-labels.ts'
import { PHRASES } from '../phrases.ts'
import { nextQuestion } from './start-draft.ts'

/** "市政公用 / 路灯" for a leaf id; the id itself when a city retired the leaf. */
export const categoryName = (rules: CityRules, id: string): string => {
  for (const parent of rules.categories) {
    if (parent.id === id) return parent.name
    const leaf = parent.children.find((l) => l.id === id)
    if (leaf) return `${parent.name} / ${leaf.name}`
  }
  return id
}

/** The fields of a draft in the order they are read, with their words. */
export const linesOf = (draft: TicketDraft, rules: CityRules): DraftLine[] => [
  { field: 'type', label: '类型', value: TYPE_LABELS[draft.type], required: true },
  { field: 'category', label: '分类', value: categoryName(rules, draft.categoryId), required: true },
  { field: 'place', label: '地点', value: draft.placeText, required: false },
  { field: 'happenedAt', label: '时间', value: draft.happenedAt, required: false },
  { field: 'matter', label: '内容', value: draft.matter, required: true },
  { field: 'wish', label: '希望', value: draft.wish, required: false },
  { field: 'phone', label: '联系电话', value: draft.contactPhone, required: false },
  { field: 'name', label: '称呼', value: draft.contactName, required: false },
  {
    field: 'privacy',
    label: '保密',
    value: draft.confidential ? '保密：承办单位看不到您的姓名和电话' : '不保密',
    required: true,
  },
  {
    field: 'followUp',
    label: '办完回访',
    value: draft.followUp === null ? '' : WISH_LABELS[draft.followUp],
    required: false,
  },
]

/** The whole draft as the citizen reads it before saying yes; every channel shows `draft` in its own way. */
export const showDraft = (draft: TicketDraft, rules: CityRules, before = ''): Reply => {
  const lines = linesOf(draft, rules)
  return {
    kind: 'confirm',
    text: before ? `${before}\n${PHRASES.draftShown}` : PHRASES.draftShown,
    draft: lines,
    options: [
      { label: PHRASES.confirmYes, value: PHRASES.confirmYes },
      { label: PHRASES.confirmEdit, value: PHRASES.confirmEdit },
    ],
  }
}

/** Asks for the next missing thing, or shows the whole draft when nothing is missing. */
export const askOrShow = (
  draft: TicketDraft,
  rules: CityRules,
  before = '',
): { draft: TicketDraft; reply: Reply } => {
  const asking = nextQuestion(draft)
  if (!asking)
    return { draft: { ...draft, asking: null, shown: true }, reply: showDraft(draft, rules, before) }
  const question = asking === 'matter' ? PHRASES.asks.matter(TYPE_LABELS[draft.type]) : PHRASES.asks[asking]
  const options = asking === 'phone' ? [{ label: '不留', value: '不留' }] : undefined
  return {
    draft: { ...draft, asking, shown: false },
    reply: {
      kind: 'collect',
      text: before ? `${before}\n${question}` : question,
      ...(options ? { options } : {}),
    },
  }
}
