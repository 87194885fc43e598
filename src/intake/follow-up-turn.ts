import type { MustSay } from '../answering/is-about.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { FollowUp } from '../understanding/read-follow-up.ts'
import type { Desk } from './desk.ts'

/** Next to nothing is left besides the words that ask for a field or change one part of the matter. */
export const OWN_WORDS_MAX = 1

/** A message read against the talk. `topic` is null while a choice waits: then only the matter's words are known. */
export type FollowUpTurn = {
  desk: Desk
  context: TalkContext
  meaning: Meaning
  followUp: FollowUp
  topic: Entry | null
}

/** "可以邮寄吗": as short as this, hardly anybody begins a matter without naming a paper. */
const HARDLY_ANEW_MAX = 6

/** Not put as going on, and with words of its own: it may as well begin another matter. */
export const mayBeginAnew = ({ followUp, meaning }: FollowUpTurn): boolean =>
  !followUp.goesOn && followUp.rest.length > OWN_WORDS_MAX && meaning.text.length > HARDLY_ANEW_MAX

/** The words of a message that say what it is about: no filler, no name of the city or a place in it. */
export const sayingWords = (
  { desk, meaning }: Pick<FollowUpTurn, 'desk' | 'meaning'>,
  words: readonly string[],
): string[] => {
  const places = [desk.rules.city.name, ...meaning.entities.places.map(({ text }) => text)].join(' ')
  const saying = words.filter((word) => !desk.talkWords.fillerWords.has(word) && !places.includes(word))
  const long = saying.filter((word) => word.length >= 2)
  return long.length > 0 ? long : saying
}

/** What is new in a follow-up, as an entry must speak of it. */
export const mustSay = (turn: FollowUpTurn): MustSay => {
  const { desk, followUp, meaning } = turn
  const meant = (isAbout: boolean) =>
    followUp.slots
      .filter(({ kind }) => (kind === '证件' || kind === '情形') === isAbout)
      .map(({ word }) => desk.talkWords.same.get(word) ?? [word])
  return {
    about: meant(true),
    mentions: meant(false),
    others: sayingWords(
      turn,
      meaning.tokens.filter((token) => followUp.rest.includes(token)),
    ),
  }
}
