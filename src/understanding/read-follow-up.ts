import type { GuideFieldName } from '../contracts/decision.ts'
import { findGuideFields, withoutFieldWords } from './find-guide-fields.ts'
import { segment } from './segment.ts'
import { SLOTS, type SlotKind, type TalkWords } from './talk-words.ts'

export type Slot = { kind: SlotKind; word: string }

/** How a message stands to what was said before, read from its words alone. */
export type FollowUp = {
  /** The guide fields asked for. */
  fields: GuideFieldName[]
  /** What could replace or narrow a part of the matter: 老人, 护照, 丢了, 异地. */
  slots: Slot[]
  /** What is left without fields, slots and filler: the message's own matter. */
  rest: string
  /** Put as going on ("那…", "…呢"). */
  goesOn: boolean
}

/** "…可以吗" at the end of a longer message is only how it asks. */
const ENDING_MAX = 12
const PUNCTUATION = /[\p{P}\p{S}\s]/gu

/** Takes the slot words out of the text, each kind in turn, so that "外地户口" is not read as 户口. */
const takeSlots = (text: string, words: TalkWords): { slots: Slot[]; rest: string } => {
  let rest = text
  const slots: Slot[] = []
  for (const kind of [...SLOTS].reverse()) {
    rest = rest.replace(words.slots[kind], (word) => {
      slots.push({ kind, word })
      return ' '
    })
  }
  return { slots, rest }
}

/** Reads a message as a follow-up. `text` is normalised text. Knows nothing of the talk: whether there is something to follow is not decided here. */
export const readFollowUp = (text: string, words: TalkWords): FollowUp => {
  const said = text.toLowerCase().trim()
  const { slots, rest } = takeSlots(withoutFieldWords(said, words), words)
  return {
    fields: findGuideFields(said, words),
    slots,
    rest: rest.replace(words.filler, ' ').replace(PUNCTUATION, ''),
    goesOn: words.opening.test(said) || (said.length <= ENDING_MAX && words.ending.test(said)),
  }
}

/** The matter without the words that ask, so that what happened to it ("到期了") is not outvoted by what was asked ("怎么申领"). */
const coreOf = (matter: string, words: TalkWords): string =>
  segment(withoutFieldWords(matter, words))
    .filter((word) => !words.fillerWords.has(word) && /[\p{L}\p{N}]/u.test(word))
    .join('') || matter

/**
 * The earlier matter with what the follow-up changes: a word of the same kind is replaced ("身份证丢了怎么补" + 护照 →
 * "护照丢了怎么补"), anything else stands before it.
 */
export const changeMatter = (matter: string, followUp: FollowUp, words: TalkWords): string => {
  const isOtherCase = followUp.rest !== '' || followUp.slots.some(({ kind }) => kind === '情形')
  let changed = isOtherCase ? coreOf(matter, words) : matter
  let added = followUp.rest
  for (const kind of SLOTS) {
    const said = followUp.slots.filter((slot) => slot.kind === kind).map(({ word }) => word)
    if (said.length === 0) continue
    let isPlaced = false
    changed = changed.replace(words.slots[kind], () => {
      const word = isPlaced ? '' : said.join('')
      isPlaced = true
      return word
    })
    if (!isPlaced) added = `${said.join('')}${added}`
  }
  return `${added} ${changed}`.trim()
}
