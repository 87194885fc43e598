import { GUIDE_FIELDS, type GuideFieldName } from '../contracts/decision.ts'
import { LexiconError, type NamedText } from './lexicon.ts'

/** What a follow-up may change of the matter: who, which paper, what happened to it, where one comes from. */
export const SLOTS = ['人群', '证件', '情形', '来处'] as const
export type SlotKind = (typeof SLOTS)[number]

/** The words a talk is read with. Editors keep them in knowledge/lexicon: guide-fields.txt, follow-ups.txt, other-cities.txt. */
export type TalkWords = {
  fields: Record<GuideFieldName, FieldWords>
  opening: RegExp
  ending: RegExp
  filler: RegExp
  fillerWords: ReadonlySet<string>
  turning: RegExp
  slots: Record<SlotKind, RegExp>
  /** Slot words that mean the same, by any of them. */
  same: ReadonlyMap<string, readonly string[]>
  /** People for whom other rules hold: an entry must name them to answer them. Words that mean the same stand together. */
  special: readonly (readonly string[])[]
  otherCities: ReadonlySet<string>
}
/** How a field is asked for, what only sounds like it, and what a sentence that answers it contains. */
export type FieldWords = { asked: RegExp; sounds: RegExp; tells: RegExp }

/** The fields under the names editors write them with. */
const FIELD_NAMES: Record<string, GuideFieldName> = {
  材料: 'materials',
  费用: 'fee',
  时限: 'timeLimit',
  地点: 'place',
  时间: 'hours',
  电话: 'phone',
  流程: 'steps',
  条件: 'conditions',
  网上办: 'online',
}
const SIGNS = { '=': 'asked', '≠': 'sounds', '→': 'tells' } as const
/** What "…" in a word stands for: a few characters in between, in the same clause. */
const GAP = '[^,。!?]{0,6}?'
const NOTHING = /(?!)/g

const escapeWord = (word: string): string =>
  word
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join(GAP)

/** Any of the words, the longest first, wherever it stands (or only where `before` and `after` say). */
const anyOf = (words: readonly string[], before = '', after = '', flags = 'g'): RegExp =>
  words.length === 0
    ? NOTHING
    : new RegExp(
        `${before}(?:${[...new Set(words)]
          .sort((a, b) => b.length - a.length)
          .map(escapeWord)
          .join('|')})${after}`,
        flags,
      )

type Line = { name: string; sign: string; words: string[]; number: number }

const readLines = (file: NamedText, signs: string): Line[] =>
  file.text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((raw, index) => ({ text: raw.replace(/(^|\s)#.*$/, '').trim(), number: index + 1 }))
    .filter(({ text }) => text !== '')
    .map(({ text, number }) => {
      const parts = new RegExp(`^(\\S+)\\s*([${signs}])\\s*(\\S.*)$`).exec(text)
      if (!parts)
        throw new LexiconError(file.name, number, `a line is "name ${[...signs].join(' or ')} word word …"`)
      const [, name = '', sign = '', words = ''] = parts
      return {
        name,
        sign,
        number,
        words: words.normalize('NFKC').toLowerCase().replaceAll('...', '…').split(/\s+/),
      }
    })

const parseFields = (file: NamedText): TalkWords['fields'] => {
  const words = new Map<string, string[]>()
  for (const line of readLines(file, '=≠→')) {
    const field = FIELD_NAMES[line.name]
    if (!field) {
      const names = Object.keys(FIELD_NAMES).join(' ')
      throw new LexiconError(file.name, line.number, `"${line.name}" is not a field; the fields are ${names}`)
    }
    const key = `${field} ${SIGNS[line.sign as keyof typeof SIGNS]}`
    words.set(key, [...(words.get(key) ?? []), ...line.words])
  }
  const of = (field: GuideFieldName, what: keyof FieldWords): RegExp =>
    anyOf(words.get(`${field} ${what}`) ?? [])
  return Object.fromEntries(
    GUIDE_FIELDS.map((field) => [
      field,
      { asked: of(field, 'asked'), sounds: of(field, 'sounds'), tells: of(field, 'tells') },
    ]),
  ) as TalkWords['fields']
}

const FOLLOW_UP_NAMES = ['开头', '结尾', '虚词', '转折', '特定', ...SLOTS]

const parseFollowUps = (file: NamedText): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  for (const { name, words, number } of readLines(file, '=')) {
    if (!FOLLOW_UP_NAMES.includes(name)) {
      throw new LexiconError(
        file.name,
        number,
        `"${name}" is not a kind; the kinds are ${FOLLOW_UP_NAMES.join(' ')}`,
      )
    }
    groups.set(name, [...(groups.get(name) ?? []), ...words])
  }
  return groups
}

/** "老人/老年人": each word to all that mean the same. */
const groupWords = (groups: readonly string[]): Map<string, string[]> => {
  const same = new Map<string, string[]>()
  for (const group of groups) {
    const members = group.split('/')
    for (const word of members) same.set(word, [...(same.get(word) ?? []), ...members])
  }
  return same
}

/**
 * Reads the three files that say how people ask for a field, go on about a matter, and name other cities. A missing file
 * is an empty list. @throws LexiconError naming file and line of the first mistake.
 */
export const parseTalkWords = (files: {
  guideFields?: NamedText
  followUps?: NamedText
  otherCities?: NamedText
}): TalkWords => {
  const none = (name: string): NamedText => ({ name, text: '' })
  const groups = parseFollowUps(files.followUps ?? none('follow-ups.txt'))
  const words = (name: string): string[] => groups.get(name) ?? []
  return {
    fields: parseFields(files.guideFields ?? none('guide-fields.txt')),
    opening: anyOf(words('开头'), '^', '', ''),
    ending: anyOf(words('结尾'), '', '[?。!,~ ]*$', ''),
    filler: anyOf(words('虚词')),
    fillerWords: new Set(words('虚词')),
    turning: anyOf(words('转折'), '(?<=^|[,。!?;\\s])', '[,:\\s]*'),
    slots: Object.fromEntries(
      SLOTS.map((slot) => [slot, anyOf(words(slot).flatMap((group) => group.split('/')))]),
    ) as TalkWords['slots'],
    same: groupWords(SLOTS.flatMap(words)),
    special: words('特定').map((group) => group.split('/')),
    otherCities: new Set(
      (files.otherCities?.text ?? '')
        .replace(/#.*$/gm, '')
        .split(/\s+/)
        .filter((name) => name.length >= 2),
    ),
  }
}
