import type { CutWords } from '../contracts/ports.ts'
import { normaliseText } from './normalise-text.ts'
import { segment, segmentFinely } from './segment.ts'
import { stripIdentity } from './strip-identity.ts'

const MAX_CHARACTERS = 6_000
/** Words of a ticket that are kept, and of a question; what comes later is more of the same. */
const WORDS_MAX = 400
const ASKED_MAX = 8
const LENGTH_MAX = 40
const NOT_OF_WORDS = /[^\p{L}\p{N}]+/gu
/** A run this long is a phone, an account or a document: it says who somebody is and is no word. */
const LONG_NUMBER = /\d{7,}/g
/** What the stripping leaves where somebody stood. */
const LABEL = /\[\p{Script=Han}{2,8}\]/gu
const FILLER = new Set(
  '的了着过是在也都还就和与及或又很把被给让对从向于等吗呢吧啊呀我你您他她它们这那有'.split(''),
)
const HAN = /\p{Script=Han}/u

const clean = (text: string): string =>
  normaliseText(text.slice(0, MAX_CHARACTERS)).toLowerCase().replace(LONG_NUMBER, ' ')

const plain = (words: readonly string[]): string[] =>
  words
    .map((word) => word.replace(NOT_OF_WORDS, ''))
    .filter((word) => word !== '' && word.length <= LENGTH_MAX && !FILLER.has(word))

/**
 * The distinct words a ticket is found by, long words with the shorter ones inside them (停车费: 停车, 停车费). Numbers of seven digits
 * and more are left out, for they are people's, and with them everything that says who wrote it: lists hide it from most readers, and
 * what is hidden must not be found by guessing.
 */
export const cutTicketWords: CutWords = (text, person) => {
  const said = stripIdentity(text.slice(0, MAX_CHARACTERS), person).replace(LABEL, ' ')
  return [...new Set(plain(segmentFinely(clean(said))))].slice(0, WORDS_MAX)
}

/**
 * The words a question asks for, all of which a ticket must have. A single character beside real words is dropped: texts are cut
 * differently around it. The last word may be the beginning of one: whoever types has not finished.
 */
export const cutAskedWords = (text: string): { word: string; isBeginning: boolean }[] => {
  const all = [...new Set(plain(segment(clean(text))))]
  const telling = all.filter((word) => word.length > 1 || !HAN.test(word))
  const words = (telling.length > 0 ? telling : all).slice(0, ASKED_MAX)
  return words.map((word, at) => ({ word, isBeginning: at === words.length - 1 && word.length > 1 }))
}
