import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { visitDictionary } from './read-dictionary.ts'
import { WordSet } from './word-set.ts'

// Required, not imported: the module builds its exports at run time, which named ES imports cannot see.
const jieba = createRequire(import.meta.url)('nodejieba') as typeof import('nodejieba') &
  Record<string, string>

const DICTIONARIES = ['DEFAULT_DICT', 'DEFAULT_HMM_DICT', 'DEFAULT_USER_DICT', 'DEFAULT_STOP_WORD_DICT']
/**
 * Words jieba's texts have no more often than this are left to its statistics of characters, half of its dictionary: the library holds
 * that twice, and without them it is 110 MB less. By `npm run -s eval -- figures` each set moves by one question at most, half of them up.
 */
const SELDOM = 3
/** Fixed phrases, verbs used as nouns and short forms name what offices do (劳动合同, 烟草专卖): they stay however seldom they are. */
const STAYS = /^(?:l|vn|j)$/
/** Frequencies are for extracting keywords, which nobody here does: one word of them instead of 20 MB, for the loader wants some. */
const ONE_FREQUENCY = '的 1.0\n'

let isLoaded = false
const knownWords = new Set<string>()
/** All words of the dictionary, the seldom ones too, and those that were taught. */
const dictionary = new WordSet()

/** Notes all words and gives the lines of those the segmenter is to know. */
const readCommonLines = (path: string): string => {
  const lines: string[] = []
  visitDictionary(path, ({ word, number, tag }) => {
    if (word.length > 1) dictionary.add(word)
    if (word.length === 1 || number > SELDOM || STAYS.test(tag)) lines.push(`${word} ${number} ${tag}\n`)
  })
  return lines.join('')
}

const loadCommonWords = (): void => {
  const dir = mkdtempSync(join(tmpdir(), 'yingsheng-'))
  try {
    const dict = join(dir, 'dict.utf8')
    writeFileSync(dict, readCommonLines(jieba.DEFAULT_DICT as string))
    const idfDict = join(dir, 'idf.utf8')
    writeFileSync(idfDict, ONE_FREQUENCY)
    jieba.load({ dict, idfDict })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Loads the dictionary once per process (about one second, 130 MB). */
const loadOnce = (): void => {
  if (isLoaded) return
  // A missing file aborts the whole process inside the native code, so it is looked for first.
  for (const name of DICTIONARIES) {
    const path = jieba[name]
    if (path === undefined || !existsSync(path))
      throw new Error(`The segmenter's dictionary ${name} is missing at ${path}`)
  }
  loadCommonWords()
  isLoaded = true
}

/**
 * Teaches the segmenter words it must not cut through. Safe to repeat; words stay for the life of the process.
 * Words are inserted one by one instead of through a user-dictionary file, because that file silently drops what it
 * cannot read. Frequencies are not passed on: an inserted word gets the dictionary's median, which keeps it whole.
 */
export const addUserWords = (words: Iterable<string>): void => {
  loadOnce()
  for (const word of words) {
    if (word.length < 2 || /\s/.test(word) || knownWords.has(word)) continue
    jieba.insertWord(word)
    dictionary.add(word)
    knownWords.add(word)
  }
}

/**
 * Cuts normalised text into words, in order, without white space. Strict cut: digits and Latin words stay whole.
 * Punctuation and emoji come back as words of their own.
 */
export const segment = (text: string): string[] => {
  loadOnce()
  return text === '' ? [] : jieba.cut(text, true).filter((word) => word.trim() !== '')
}

/** The same, with the shorter words inside long ones before them: 停车费 is 停车, 车费, 停车费. For texts that are searched. */
export const segmentFinely = (text: string): string[] => {
  loadOnce()
  return text === '' ? [] : jieba.cutForSearch(text, true).filter((word) => word.trim() !== '')
}

type TaggedWord = { word: string; tag: string }
/** One message is tagged by several readers in a row. */
let tagged: { text: string; knownWords: number; words: readonly TaggedWord[] } | null = null

/** Words with their part of speech (jieba's tags: n noun, ns place, nr person, v verb, m number …). */
export const tagWords = (text: string): readonly TaggedWord[] => {
  loadOnce()
  if (text === '') return []
  if (tagged?.text !== text || tagged.knownWords !== knownWords.size)
    tagged = { text, knownWords: knownWords.size, words: jieba.tag(text) }
  return tagged.words
}

/** Pronouns, adverbs, prepositions, conjunctions, particles, interjections, numerals and measure words (jieba's tags). */
const FILLER_TAG = /^(?:r|d|p|c|u|y|e|o|m|q)/
const HAS_MEANING = /[\p{L}\p{N}]/u

/** The words of a text that only hold it together, by their part of speech. A number in digits is never filler. */
export const findFillerWords = (text: string): Set<string> =>
  new Set(
    tagWords(text)
      .filter(({ word, tag }) => FILLER_TAG.test(tag) && !/[\da-z]/i.test(word))
      .map(({ word }) => word),
  )

/**
 * The words retrieval searches with: lower case, no punctuation, no emoji, no stop words, no filler.
 * Where nothing would be left ("怎么办") the words stay, for they are all there is.
 */
export const keepInformativeWords = (
  words: readonly string[],
  stopWords: ReadonlySet<string>,
  filler: ReadonlySet<string> = new Set(),
): string[] => {
  const spoken = words.filter((word) => HAS_MEANING.test(word))
  const informative = spoken.filter((word) => !stopWords.has(word.toLowerCase()) && !filler.has(word))
  return (informative.length > 0 ? informative : spoken).map((word) => word.toLowerCase())
}

/**
 * Which positions of a normalised text stand inside a dictionary word of two or more characters. No guessing: a run that only the
 * segmenter's statistics would join is not a word.
 */
export const markDictionaryWords = (text: string): boolean[] => {
  loadOnce()
  const marks = new Array<boolean>(text.length).fill(false)
  if (text === '') return marks
  dictionary.visitWords(text, (from, to) => marks.fill(true, from, to))
  return marks
}

/** Words of one character that only hold a sentence together: pronouns, adverbs, prepositions, conjunctions, particles, verbs. */
export const findSmallWords = (text: string): Set<string> =>
  new Set(
    tagWords(text)
      .filter(({ word, tag }) => word.length === 1 && /^(?:r|d|p|c|u|y|v)/.test(tag))
      .map(({ word }) => word),
  )
