import type { CityRules } from '../../contracts/city-rules.ts'
import type { TicketDraft } from '../../contracts/conversation.ts'
import { AppError } from '../../contracts/errors.ts'
import { FOLLOW_UP_WISHES, type FollowUpWish, WISH_LABELS } from '../../contracts/follow-up-wish.ts'
import type { DraftLine } from '../../contracts/message.ts'
import type { TicketType } from '../../contracts/ticket.ts'
import { openBranches } from '../../tickets/rules-now.ts'
import { TYPE_LABELS } from '../../tickets/state-labels.ts'
import type { Desk } from '../desk.ts'
import { readWish } from '../read-choice.ts'

export type DraftField = DraftLine['field']

const NAMES: [RegExp, DraftField][] = [
  [/^(诉求)?类型/, 'type'],
  [/^(诉求)?(分类|类别)/, 'category'],
  [/^(事发)?(地点|地址|位置)/, 'place'],
  [/^(事发)?(时间|日期)/, 'happenedAt'],
  [/^(诉求)?(内容|事情|情况|描述)/, 'matter'],
  [/^(希望|期望|要求|诉求$)(结果)?/, 'wish'],
  [/^(联系)?(电话|手机号?|号码)/, 'phone'],
  [/^(姓名|名字|称呼|联系人)/, 'name'],
  [/^(是否)?保密/, 'privacy'],
  [/^回访/, 'followUp'],
]

/** Wishes not to be known, however they are said. */
const SECRET =
  /^(要|请|需要|帮我)?(保密|匿名)|(别|不要|不能|不想)(告诉|让|透露|公开).{0,8}(我是谁|知道|我的(名字|姓名|电话|信息)|是我)/
/** "换成139…", "电话138…", or a number alone: a short message with one number in it. */
const NEW_NUMBER =
  /^(?:把)?(?:我的|联系)?(?:电话|手机号?|号码)?(?:号)?(?:换成|改成|改为|换|改|是|[::])?\s*(1[3-9]\d{9})[。.]?$/

const named = (name: string, value: string): { field: DraftField; value: string } | null => {
  const field = NAMES.find(([words]) => words.test(name))?.[1]
  return field ? { field, value: value.trim() } : null
}

/**
 * Reads "地点改成和平路12号", "电话是13800138000", "不是投诉，是求助", "要保密". Null when the message is no correction.
 */
export const readEdit = (text: string): { field: DraftField; value: string } | null => {
  const said = text.trim()
  const type = /^(?:不是.{1,4}[,,]\s*)?(?:应该)?是(咨询|求助|投诉|举报|建议|表扬)[。.]?$/.exec(said)
  if (type?.[1]) return { field: 'type', value: type[1] }
  if (/^(不用|不要|不需要|取消)保密/.test(said)) return { field: 'privacy', value: '不保密' }
  if (SECRET.test(said)) return { field: 'privacy', value: '保密' }
  const number = NEW_NUMBER.exec(said)?.[1]
  if (number) return { field: 'phone', value: number }
  const wrong = /^(.{2,6}?)(?:不对|错了|有误|弄错了)[,\s]*(?:应该)?(?:是|为|属于)\s*([\s\S]+)$/.exec(said)
  if (wrong?.[1] && wrong[2]) return named(wrong[1], wrong[2])
  const changed = /^(?:把|将)?(.{2,6}?)(?:应该)?(?:改成|改为|改到|换成|是|[::])\s*([\s\S]+)$/.exec(said)
  return changed?.[1] && changed[2] ? named(changed[1], changed[2]) : null
}

const typeFrom = (value: string): TicketType | null => {
  const found = Object.entries(TYPE_LABELS).find(([code, label]) => value === code || value.includes(label))
  return found ? (found[0] as TicketType) : null
}

/** What a citizen calls a category, by its name first and by its meaning second; null when neither is clear. */
const CATEGORY_AT = 0.3

const categoryFrom = (rules: CityRules, desk: Pick<Desk, 'classify'>, value: string): string | null => {
  const leaves = openBranches(rules).flatMap((c) => c.children)
  const exact = leaves.find((l) => l.id === value || l.name === value)
  const within = leaves.find((l) => l.name.includes(value) || value.includes(l.name))
  const best = desk.classify(value)[0]
  return (exact ?? within)?.id ?? (best && best.score >= CATEGORY_AT ? best.label : null)
}

/** @throws AppError invalid_request for words that say neither. */
const wishFrom = (text: string): FollowUpWish | null => {
  if (text === '') return null
  const found = FOLLOW_UP_WISHES.find((wish) => wish === text || WISH_LABELS[wish] === text)
  const read = found ?? readWish(text)
  if (!read) throw new AppError('invalid_request', '回访请选：可以回访、不要打电话、不要回访。')
  return read
}

const PHONE = /^\+?[\d\s-]{5,20}$/

/**
 * Changes one field of the draft by the citizen's word.
 * @throws AppError invalid_request with a sentence saying what would be understood; the draft stays as it was.
 */
export const setDraftField = (
  desk: Pick<Desk, 'classify' | 'rules' | 'understand' | 'clock'>,
  draft: TicketDraft,
  field: DraftField,
  value: string,
): TicketDraft => {
  const text = value.trim()
  switch (field) {
    case 'type': {
      const type = typeFrom(text)
      if (!type) throw new AppError('invalid_request', '类型请选：咨询、求助、投诉、举报、建议、表扬。')
      return { ...draft, type, confidential: draft.confidential || type === 'report' }
    }
    case 'category': {
      const categoryId = categoryFrom(desk.rules, desk, text)
      if (!categoryId)
        throw new AppError('invalid_request', '没有找到这个分类，请换个说法，例如“路灯”“物业收费”。')
      return { ...draft, categoryId }
    }
    case 'place': {
      const known = desk.understand(text, desk.clock.now()).entities.places.find((p) => p.districtId)
      return { ...draft, placeText: text.slice(0, 300), districtId: known?.districtId ?? null }
    }
    case 'happenedAt':
      return { ...draft, happenedAt: text.slice(0, 100) }
    case 'matter': {
      if (text.length < 2)
        throw new AppError('invalid_request', '请写明是什么事，至少两个字。原来的内容没有改动。')
      return { ...draft, matter: text.slice(0, 4500) }
    }
    case 'wish':
      return { ...draft, wish: text.slice(0, 1000) }
    case 'phone': {
      if (text && !PHONE.test(text))
        throw new AppError('invalid_request', '这不像电话号码，请只写数字，或留空不填。')
      return { ...draft, contactPhone: text.replace(/\s/g, '') }
    }
    case 'name':
      return { ...draft, contactName: text.slice(0, 50) }
    case 'privacy':
      return { ...draft, confidential: !/^(不|否|公开|no|false)/i.test(text) }
    case 'followUp':
      return { ...draft, followUp: wishFrom(text) }
    default:
      return field satisfies never
  }
}
