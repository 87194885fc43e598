import {
  bankCardPattern,
  identityPattern,
  landlinePattern,
  mobilePattern,
} from '../understanding/number-patterns.ts'
import { findIdentities, type IdentityKind, SURNAMES } from '../understanding/strip-identity.ts'
import type { ReplyFinding } from './check-reply.ts'

/** Who wrote, for somebody who may see it. */
type KnownPerson = { name: string; phone: string }

/** Only digits, so that 138 0013 8000 is 13800138000. */
const digitsOf = (text: string): string => text.replace(/\D/g, '')

const found = (level: ReplyFinding['level'], say: string, quote: string): ReplyFinding => ({
  question: 'identity',
  level,
  say,
  quote,
})

const NUMBERS: readonly { pattern: () => RegExp; level: ReplyFinding['level']; say: string }[] = [
  { pattern: identityPattern, level: 'stop', say: '答复里有身份证号。请删去。' },
  { pattern: bankCardPattern, level: 'stop', say: '答复里有银行卡号。请删去。' },
  {
    pattern: mobilePattern,
    level: 'look',
    say: '答复里有手机号。办公用的可以留；是个人的请删去，改写单位的办公电话。',
  },
]

const findKnown = (reply: string, person: KnownPerson): ReplyFinding[] => {
  const name = person.name.trim()
  const own = digitsOf(person.phone)
  const isOwn = (number: string): boolean => own !== '' && digitsOf(number).endsWith(own)
  const phones = [mobilePattern(), landlinePattern()].flatMap((pattern) => reply.match(pattern) ?? [])
  return [
    ...(name.length >= 2 && reply.includes(name)
      ? [found('stop', '答复里有诉求人的姓名。请改成“您”。', name)]
      : []),
    ...[...new Set(phones.filter(isOwn))].map((number) =>
      found('stop', '答复里有诉求人留的电话。请删去，诉求人认得自己的工单。', number),
    ),
    ...NUMBERS.flatMap(({ pattern, level, say }) =>
      [...new Set(reply.match(pattern()) ?? [])].flatMap((number) =>
        isOwn(number) ? [] : [found(level, say, number)],
      ),
    ),
  ]
}

const HIDDEN = '诉求人的身份在这件工单上不公开，'
const STOPS: Partial<Record<IdentityKind, string>> = {
  phone: `${HIDDEN}答复里不能写手机号。请删去，改写单位的办公电话。`,
  idCard: '答复里有身份证号。请删去。',
  bankCard: '答复里有银行卡号。请删去。',
  account: `${HIDDEN}答复里不能写微信号、QQ号。请删去。`,
  plate: `${HIDDEN}答复里不能写车牌号。请删去。`,
  name: `${HIDDEN}答复里不能写人的姓名。称呼诉求人请用“您”。`,
}
/** 王秀兰您好： — whoever is greeted by name at the head of a line. */
const GREETED = new RegExp(
  `(?<=^|[\\n。！；\\s])(?:${SURNAMES})\\p{Script=Han}{1,2}(?=[，,：:\\s]*[您你]好)`,
  'gu',
)

/** By form alone: the answer to a guess must not tell whether it is right. */
const findByForm = (reply: string): ReplyFinding[] => {
  const greeted = (reply.match(GREETED) ?? []).map((quote) => ({ kind: 'name' as const, quote }))
  return [...greeted, ...findIdentities(reply)].map(({ kind, quote }) => {
    const isOffice = kind === 'phone' && !mobilePattern().test(quote)
    const stop = isOffice ? undefined : STOPS[kind]
    return stop === undefined
      ? found('look', '这里像是能看出是谁的内容。是单位的可以留；是个人的请删去。', quote)
      : found('stop', stop, quote)
  })
}

/** The places of a reply that say who somebody is. `person` = null: asked by somebody who may not see who wrote. Pure. */
export const findNamed = (reply: string, person: KnownPerson | null): ReplyFinding[] =>
  person === null ? findByForm(reply) : findKnown(reply, person)
