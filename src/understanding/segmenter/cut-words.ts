import { readWordGuesser, type WordGuesser } from './guess-words.ts'
import { type Dictionary, readDictionary } from './read-dictionary.ts'
import { NOWHERE, ROOT } from './word-trie.ts'

/** Signs that end a run; each is a word of its own. */
const SEPARATORS = new Set([...' \t\n，。'].map((sign) => sign.codePointAt(0)))
const ASCII = 0x80

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isLatin = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

/** A text as characters, with the place of each in the string; the room is used again for the next text. */
const createReader = () => {
  let codes = new Int32Array(256)
  let places = new Int32Array(257)
  return (text: string): { codes: Int32Array; places: Int32Array; length: number } => {
    if (codes.length < text.length) {
      codes = new Int32Array(text.length * 2)
      places = new Int32Array(text.length * 2 + 1)
    }
    let length = 0
    for (let at = 0; at < text.length; ) {
      const code = text.codePointAt(at) as number
      codes[length] = code
      places[length++] = at
      at += code > 0xffff ? 2 : 1
    }
    places[length] = text.length
    return { codes, places, length }
  }
}

/** Where a run of Latin letters, of a number, or a single sign ends. */
const endOfAscii = (codes: Int32Array, from: number, to: number): number => {
  const first = codes[from] as number
  let at = from + 1
  if (isLatin(first))
    while (at < to && (isLatin(codes[at] as number) || isDigit(codes[at] as number))) at += 1
  else if (isDigit(first)) while (at < to && (isDigit(codes[at] as number) || codes[at] === 46)) at += 1
  return at
}

/** The tag of what no dictionary has: a number, Latin letters, or neither (PosTagger.hpp). */
const guessTag = (word: string): string => {
  const characters = [...word]
  let ascii = 0
  let digits = 0
  for (let at = 0; at < characters.length && ascii < characters.length >> 1; at += 1) {
    const code = characters[at]?.codePointAt(0) ?? 0
    if (code >= ASCII) continue
    ascii += 1
    if (isDigit(code)) digits += 1
  }
  return ascii === 0 ? 'x' : digits === ascii ? 'm' : 'eng'
}

/** Cuts one run of characters: the likeliest way through dictionary words, then the Markov model over what is left alone. */
const createRunCutter = ({ trie, lowest }: Pick<Dictionary, 'trie' | 'lowest'>, guess: WordGuesser) => {
  let best = new Float64Array(257)
  let lengths = new Int32Array(256)
  let ends = new Int32Array(256)

  const makeRoom = (length: number): void => {
    if (lengths.length >= length) return
    best = new Float64Array(length * 2 + 1)
    lengths = new Int32Array(length * 2)
    ends = new Int32Array(length * 2)
  }

  /** For each position the length of the word that begins there on the likeliest way to the end of the run. */
  const findWay = (codes: Int32Array, from: number, to: number): void => {
    best[to] = 0
    for (let at = to - 1; at >= from; at -= 1) {
      let node = trie.step(ROOT, codes[at] as number)
      const single = node !== NOWHERE && trie.tagAt(node) !== 0 ? trie.weightAt(node) : lowest
      let most = single + (best[at + 1] as number)
      let length = 1
      for (let next = at + 1; next < to && node !== NOWHERE; next += 1) {
        node = trie.step(node, codes[next] as number)
        if (node === NOWHERE || trie.tagAt(node) === 0) continue
        const weight = trie.weightAt(node) + (best[next + 1] as number)
        if (weight > most) {
          most = weight
          length = next + 1 - at
        }
      }
      best[at] = most
      lengths[at] = length
    }
  }

  /** Cuts what the dictionary left in single characters. */
  const cutRest = (codes: Int32Array, from: number, to: number, push: (end: number) => void): void => {
    let at = from
    while (at < to) {
      let end = at
      while (end < to && (codes[end] as number) >= ASCII) end += 1
      if (end > at) {
        const count = guess(codes, at, end, ends)
        for (let i = 0; i < count; i += 1) push((ends[i] as number) + 1)
      } else {
        end = endOfAscii(codes, at, to)
        push(end)
      }
      at = end
    }
  }

  return (codes: Int32Array, from: number, to: number, push: (end: number) => void): void => {
    makeRoom(to)
    findWay(codes, from, to)
    let at = from
    while (at < to) {
      let end = at
      while (end < to && lengths[end] === 1) end += 1
      if (end > at) cutRest(codes, at, end, push)
      if (end < to) push(end + (lengths[end] as number))
      at = end < to ? end + (lengths[end] as number) : end
    }
  }
}

/** Calls `run` for each stretch without separators and for each separator. */
const eachRun = (codes: Int32Array, length: number, run: (from: number, to: number) => void): void => {
  let from = 0
  for (let at = 0; at <= length; at += 1) {
    if (at < length && !SEPARATORS.has(codes[at])) continue
    if (at > from) run(from, at)
    if (at < length) run(at, at + 1)
    from = at + 1
  }
}

/**
 * jieba's segmenter on its own dictionary and model, word for word what nodejieba cuts (a test holds them against each other): the
 * likeliest way through dictionary words, then the Markov model over what is left alone. nodejieba's binding keeps the dictionary twice,
 * as trees of objects, for functions nobody calls: 250 MB against 25 here.
 */
export const createSegmenter = () => {
  const dictionary = readDictionary()
  const { trie } = dictionary
  const cutRun = createRunCutter(dictionary, readWordGuesser())
  const read = createReader()

  const cut = (text: string): string[] => {
    const { codes, places, length } = read(text)
    const words: string[] = []
    let begun = 0
    eachRun(codes, length, (from, to) =>
      cutRun(codes, from, to, (end) => {
        words.push(text.slice(places[begun], places[end]))
        begun = end
      }),
    )
    return words
  }

  const tagOf = (word: string): string => {
    let node = ROOT
    for (const character of word) node = trie.step(node, character.codePointAt(0) ?? 0)
    return (node === NOWHERE ? undefined : dictionary.tagOf(node)) || guessTag(word)
  }

  /** All dictionary words of two or more characters that stand anywhere in the text, as [from, to) in the string. */
  const eachWord = (text: string, found: (from: number, to: number) => void): void => {
    const { codes, places, length } = read(text)
    for (let at = 0; at < length; at += 1) {
      let node = trie.step(ROOT, codes[at] as number)
      for (let next = at + 1; next < length && node !== NOWHERE; next += 1) {
        node = trie.step(node, codes[next] as number)
        if (node !== NOWHERE && trie.tagAt(node) !== 0)
          found(places[at] as number, places[next + 1] as number)
      }
    }
  }

  return {
    /** Words in order, nothing left out. */
    cut,
    /** Words with their parts of speech. */
    tag: (text: string): { word: string; tag: string }[] =>
      cut(text).map((word) => ({ word, tag: tagOf(word) })),
    eachWord,
    insert: dictionary.insert,
  }
}
