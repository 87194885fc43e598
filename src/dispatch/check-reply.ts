import { AppError } from '../contracts/errors.ts'
import type { SensitiveWordFile } from '../contracts/knowledge-file.ts'
import { findWords } from '../tickets/find-words.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { distinctTerms } from '../understanding/count-terms.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'
import { findNamed } from './find-named.ts'
import { DATELESS_PROMISES, DAY, DEEDS, EMPTY_PHRASES, GROUND, REFUSALS } from './reply-phrases.ts'

/** What is looked at before a reply leaves, in the order a reader would ask. */
export const REPLY_QUESTIONS = {
  demands: '每项诉求都答了吗',
  result: '写明办了什么、什么时候吗',
  ground: '说“不”有依据吗',
  contact: '联系过诉求人吗',
  identity: '没有泄露身份吗',
  wording: '没有空话套话吗',
} as const
export type ReplyQuestion = keyof typeof REPLY_QUESTIONS

/**
 * One finding. `stop` = the reply must not leave like this; `look` = a person decides. `quote` is the place in the reply (or, for a demand,
 * in the citizen's words) it is about; empty = the reply as a whole.
 */
export type ReplyFinding = {
  question: ReplyQuestion
  level: 'stop' | 'look'
  say: string
  quote: string
}

export type CheckedReply = {
  /** Every question, answered: a person sees what was looked at, not only what was found. */
  questions: { question: ReplyQuestion; label: string; ok: boolean }[]
  findings: ReplyFinding[]
}

type Matter = Pick<Ticket, 'matter' | 'wish' | 'contactName' | 'contactPhone' | 'type'>

/** Parts of a demand that name what is wanted; a clause without any is story. */
const WANTS =
  /要求|希望|请|想(?!不)|盼|建议|能不能|能否|可不可以|是否|什么时候|何时|为什么|为何|怎么|如何|多少|给个说法|(?<!没人|没有人|无人|没|不|未|拒不)(?:退还?|赔|修|清|拆|查处|处理|解决|整改|恢复|增加|取消|公开|说明|解释)/
const CLAUSE = /[^。！？!?；;\n]+/g
/** 1. … 2. … / 一是 … 二是 … / 第一 …: people number what they want. */
const NUMBERED = /(?=(?:^|[\s，。；：:])(?:[1-9][.、．)]|[一二三四五六]是|第[一二三四五六][，、,]|[①-⑨]))/
const DEMANDS_MAX = 6
/** A demand is answered when the reply speaks of it at all: a share of what it is about stands there. */
const LEAST_SHARED = 0.18
const DEMAND_TERMS_LEAST = 4

/** What the citizen asks for, in their own words: the wish, then every clause of the matter that wants something. */
export const listDemands = (ticket: Pick<Ticket, 'matter' | 'wish'>): string[] => {
  const parts = `${ticket.wish}\n${ticket.matter}`.split(NUMBERED).flatMap((part) => part.match(CLAUSE) ?? [])
  const wanted = parts.map((part) => part.trim()).filter((part) => part.length >= 4 && WANTS.test(part))
  // The wish is most often a clause of the matter again, with other commas.
  const bare = (part: string): string => part.replace(/[\s\p{P}]/gu, '')
  return wanted
    .filter((part, at) => !wanted.some((other, to) => to < at && bare(other).includes(bare(part))))
    .slice(0, DEMANDS_MAX)
}

/** The runs of two characters and the words that tell what a text is about, without the words every demand has. */
const OF_EVERY_DEMAND = distinctTerms(
  '我要投诉要求希望请相关部门有关部门尽快处理解决核实查处回复答复帮忙协调能不能什么时候怎么为什么是不是没有人管一直请核实处理并答复请依法查处并答复请研究采纳并答复',
)
const aboutTerms = (text: string): Set<string> => {
  const terms = distinctTerms(text)
  for (const term of OF_EVERY_DEMAND) terms.delete(term)
  return terms
}

const unanswered = (ticket: Pick<Ticket, 'matter' | 'wish'>, reply: string): ReplyFinding[] => {
  const said = distinctTerms(reply)
  return listDemands(ticket).flatMap((demand) => {
    const about = [...aboutTerms(demand)]
    if (about.length < DEMAND_TERMS_LEAST) return []
    const shared = about.filter((term) => said.has(term)).length / about.length
    if (shared >= LEAST_SHARED) return []
    return [
      {
        question: 'demands' as const,
        level: 'look' as const,
        say: '这一项在答复里没有说到。办不到也请写明原因。',
        quote: demand.slice(0, 60),
      },
    ]
  })
}

const firstOf = (patterns: readonly RegExp[], text: string): string[] =>
  patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])

const checkResult = (ticket: Matter, reply: string): ReplyFinding[] => {
  const findings: ReplyFinding[] = []
  const look = (say: string, quote = ''): void => {
    findings.push({ question: 'result', level: 'look', say, quote })
  }
  const asksOnly = ticket.type === 'consult' || ticket.type === 'praise' || ticket.type === 'suggestion'
  if (!asksOnly && !DEEDS.test(reply)) look('没有看到办了什么。请写做了哪些事、结果怎样。')
  else if (!asksOnly && !DAY.test(reply)) look('没有写时间。请写是哪天办的，还没办完就写哪天办完。')
  const [promise] = firstOf(DATELESS_PROMISES, reply)
  if (promise) look(`“${promise}”没有日期，请写到哪一天。`, promise)
  return findings
}

const checkGround = (reply: string): ReplyFinding[] => {
  const [refusal] = firstOf(REFUSALS, reply)
  return refusal && !GROUND.test(reply)
    ? [
        {
          question: 'ground',
          level: 'look',
          say: '这里说了“不”，请写明依据(法规名称和条款)和还能找谁。',
          quote: refusal,
        },
      ]
    : []
}

const checkWording = (reply: string): ReplyFinding[] =>
  firstOf(EMPTY_PHRASES, reply).map((quote) => ({
    question: 'wording',
    level: 'look',
    say: `“${quote}”没有告诉诉求人任何事。删去，或换成具体做法。`,
    quote,
  }))

type ContactFacts = { contacted: boolean; tries?: number }

const checkContact = ({ contacted, tries = 0 }: ContactFacts): ReplyFinding[] => {
  if (contacted) return []
  const say =
    tries > 0
      ? `联系过 ${tries} 次，都没有联系上。请换个时间再联系，或在答复里写明。`
      : '还没有联系诉求人的记录。联系过请先登记，会计入响应率。'
  return [{ question: 'contact', level: 'look', say, quote: '' }]
}

/**
 * Reads a reply before it leaves the department (答复自查), by rules that explain themselves: does it speak of every demand, say what was
 * done and when, give a ground for a no, was the citizen contacted, does it name nobody, is it free of empty phrases. Only an identity
 * leaked stops it; everything else is for a person to decide. Pure.
 * `contacted`: a contact is on record; `tries`: how often nobody was reached. `knows`: who asks may see who wrote; for anybody else
 * the answer is made without name and phone, so that nobody can guess them by asking, and quotes the citizen only as the page shows
 * them. `words`: what the city does not write to citizens.
 */
export const checkReply = (
  ticket: Matter,
  reply: string,
  facts: ContactFacts & { knows: boolean; words?: readonly SensitiveWordFile[] },
): CheckedReply => {
  const needsContact = ticket.type !== 'praise' && ticket.contactPhone !== ''
  const known = { name: ticket.contactName, phone: ticket.contactPhone }
  const told = facts.knows
    ? ticket
    : { matter: stripIdentity(ticket.matter, known), wish: stripIdentity(ticket.wish, known) }
  const findings: ReplyFinding[] = [
    ...findNamed(reply, facts.knows ? known : null),
    ...unanswered(told, reply),
    ...checkResult(ticket, reply),
    ...checkGround(reply),
    ...(needsContact ? checkContact(facts) : []),
    ...checkWording(reply),
    ...findWords(facts.words ?? [], 'reply', reply).map(
      ({ name, advice }): ReplyFinding => ({
        question: 'wording',
        level: 'look',
        say: `“${name}”不写给诉求人。${advice ? `${advice}。` : ''}`,
        quote: name,
      }),
    ),
  ]
  const asked = Object.keys(REPLY_QUESTIONS) as ReplyQuestion[]
  return {
    questions: asked.map((question) => ({
      question,
      label: REPLY_QUESTIONS[question],
      ok: !findings.some((found) => found.question === question),
    })),
    findings,
  }
}

/** Refuses a reply that names somebody; `knows` as above. @throws AppError invalid_request with every place and what to do. */
export const mustNameNobody = (ticket: Matter, reply: string, knows: boolean): void => {
  const known = knows ? { name: ticket.contactName, phone: ticket.contactPhone } : null
  const stops = findNamed(reply, known).filter((finding) => finding.level === 'stop')
  if (stops.length > 0)
    throw new AppError('invalid_request', stops.map(({ say }) => say).join(' '), {
      places: stops.map(({ quote }) => quote),
    })
}
