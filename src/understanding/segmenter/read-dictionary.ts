import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWordTrie, type WordTrie } from './word-trie.ts'

/** A dictionary laid out for cutting: words with natural logs of their share of all text, and parts of speech. */
export type Dictionary = {
  trie: WordTrie
  /** What a character is worth that is no word. */
  lowest: number
  /** Puts in a word that is worth as much as the middle one of the dictionary, which keeps it whole. */
  insert(word: string): void
  /** The part of speech that stands at a node; undefined where no word ends, '' where the word has none. */
  tagOf(node: number): string | undefined
}

const INSERTED_TAG = 'x'
const NO_TAG = ''

/** Where nodejieba's files are; only its dictionaries are used. @throws Error naming the file that is missing. */
export const dictionaryFile = (name: string): string => {
  const path = join(
    dirname(createRequire(import.meta.url).resolve('nodejieba')),
    'submodules/cppjieba/dict',
    name,
  )
  if (!existsSync(path)) throw new Error(`The segmenter's dictionary is missing at ${path}`)
  return path
}

function* linesOf(text: string): Generator<string> {
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const line = text.slice(from, to).trimEnd()
    if (line !== '') yield line
    from = to + 1
  }
}

/**
 * Reads jieba's dictionary as cppjieba does (DictTrie.hpp): a word is worth the log of its share, an unknown character as much as the
 * rarest word, a word without a count as much as the median one.
 */
export const readDictionary = (): Dictionary => {
  const text = readFileSync(dictionaryFile('jieba.dict.utf8'), 'utf8')
  const counts: number[] = []
  let sum = 0
  for (const line of linesOf(text)) {
    const count = Number.parseFloat(line.slice(line.indexOf(' ') + 1))
    counts.push(count)
    sum += count
  }
  const sorted = Float64Array.from(counts).sort()
  const lowest = Math.log((sorted[0] ?? 1) / sum)
  const middle = Math.log((sorted[sorted.length >> 1] ?? 1) / sum)

  const trie = createWordTrie()
  // 0 = no word ends here.
  const tags = [NO_TAG, NO_TAG]
  const numbers = new Map([[NO_TAG, 1]])
  const numberOf = (tag: string): number => {
    const known = numbers.get(tag)
    if (known !== undefined) return known
    numbers.set(tag, tags.length)
    return tags.push(tag) - 1
  }
  let at = 0
  for (const line of linesOf(text)) {
    const tag = line.slice(line.lastIndexOf(' ') + 1)
    trie.add(line.slice(0, line.indexOf(' ')), Math.log((counts[at] ?? 1) / sum), numberOf(tag))
    at += 1
  }
  for (const line of linesOf(readFileSync(dictionaryFile('user.dict.utf8'), 'utf8'))) {
    const [word = '', second, third] = line.split(' ')
    const weight = third === undefined ? middle : Math.log(Number(second) / sum)
    trie.add(word, weight, numberOf(third ?? second ?? NO_TAG))
  }
  return {
    trie,
    lowest,
    insert: (word) => trie.add(word, middle, numberOf(INSERTED_TAG)),
    tagOf: (node) => (trie.tagAt(node) === 0 ? undefined : tags[trie.tagAt(node)]),
  }
}
