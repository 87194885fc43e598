import { MET } from '../evidence/coverage.ts'
import { pairIdOf, type ScanTables } from '../evidence/scan-tables.ts'
import type { Scanned } from '../evidence/scan-text.ts'
import type { Triple } from '../evidence/triples.ts'
import { Coverage, Highest } from './running-coverage.ts'

/** What the sentences of a document say of a question, each about 0…1 (2 where pairs and runs of three are added up). */
export type SentenceEvidence = {
  bestSentence: number
  bestSentences: number
  sentenceWithTitle: number
  sentenceWithHead: number
  passagesWithTitle: number
}

/** The title, and whom a document is from and for, stand among so many characters at its beginning. */
const TITLE = 70
const HEAD = 150
const PASSAGE = 220
const SENTENCES = 5
const PASSAGES = 3
/** Longer than this, a blank between two sentences is a lost line break; shorter, a cell of a table. */
const SHORTEST_LINE = 16
const MARKS = new Set(['。', '!', '?', ';'].map((mark) => mark.charCodeAt(0)))
const BLANK = 32

const push = (lists: number[][], id: number, at: number): void => {
  if (id > 0) lists[id]?.push(at)
}

/**
 * Reads a document sentence by sentence for one question, in one pass, whatever the question's length. A sentence need not say again what
 * the title tells: it is seen by itself, with the title, with the head, and passages of 220 characters with the title.
 */
export class SentenceScanner {
  readonly #tables: ScanTables
  readonly #total: number
  readonly #positionsOfCharacter: number[][]
  readonly #positionsOfPair: number[][]
  /** By `first pair × pairs + second pair`. */
  readonly #tripleOf = new Map<number, { at: number; share: number }>()
  readonly #characterIn: Int32Array
  readonly #pairIn: Int32Array
  readonly #tripleIn: Int32Array
  readonly #isInHead: Uint8Array
  readonly #sentence: Coverage
  readonly #passage: Coverage
  readonly #best = { sentences: new Highest(SENTENCES), passages: new Highest(PASSAGES) }

  constructor(
    question: string,
    asked: { tables: ScanTables; total: number; weights: Float32Array; triples: readonly Triple[] },
  ) {
    const { tables, weights, triples } = asked
    this.#tables = tables
    this.#total = asked.total || 1
    const { pairs } = tables
    this.#positionsOfCharacter = Array.from({ length: tables.width }, () => [])
    this.#positionsOfPair = Array.from({ length: pairs }, () => [])
    for (let at = 0; at < question.length; at += 1) {
      push(this.#positionsOfCharacter, tables.idOfCharacter[question.charCodeAt(at)] ?? 0, at)
      if (at > 0)
        push(this.#positionsOfPair, this.#pairAt(question.charCodeAt(at - 1), question.charCodeAt(at)), at)
    }
    const all = triples.reduce((sum, { weight }) => sum + weight, 0) || 1
    triples.forEach(({ text, weight }, at) => {
      const first = this.#pairAt(text.charCodeAt(0), text.charCodeAt(1))
      const second = this.#pairAt(text.charCodeAt(1), text.charCodeAt(2))
      if (first > 0 && second > 0) this.#tripleOf.set(first * pairs + second, { at, share: weight / all })
    })
    this.#characterIn = new Int32Array(tables.width)
    this.#pairIn = new Int32Array(pairs)
    this.#tripleIn = new Int32Array(triples.length)
    this.#isInHead = new Uint8Array(pairs)
    this.#sentence = new Coverage(weights)
    this.#passage = new Coverage(weights)
  }

  read(text: Scanned): SentenceEvidence {
    const { sentences, passages } = this.#best
    this.#clear()
    const headGain = this.#readHead(text)
    let [sentence, inPassage, bestSentence, withTitle, withHead] = [1, 0, 0, 0, 0]
    for (let from = text.from; from < text.to; sentence += 1) {
      const to = this.#sentenceEnd(text, from)
      if (inPassage > 0 && inPassage + to - from > PASSAGE) {
        passages.add(this.#passage.share)
        this.#passage.reset()
        inPassage = 0
      }
      inPassage += to - from
      this.#sentence.reset()
      const { says, isNew } = this.#readSentence({ codes: text.codes, from, to }, sentence)
      sentences.add(says)
      bestSentence = Math.max(bestSentence, says)
      withTitle = Math.max(withTitle, this.#sentence.share)
      withHead = Math.max(withHead, isNew)
      from = to
    }
    passages.add(this.#passage.share)
    return {
      bestSentence,
      bestSentences: sentences.mean(),
      sentenceWithTitle: withTitle,
      sentenceWithHead: Math.min(1, headGain + withHead),
      passagesWithTitle: passages.mean(),
    }
  }

  #clear(): void {
    this.#characterIn.fill(0)
    this.#pairIn.fill(0)
    this.#tripleIn.fill(0)
    this.#isInHead.fill(0)
    this.#sentence.clear()
    this.#passage.clear()
    this.#best.sentences.clear()
    this.#best.passages.clear()
  }

  #pairAt(left: number, right: number): number {
    return pairIdOf(this.#tables, left, right)
  }

  /** Marks what the title and the head say; gives the share of the pairs that the head does. */
  #readHead({ codes, from, to }: Scanned): number {
    this.#readSentence({ codes, from, to: Math.min(to, from + TITLE) }, -1)
    this.#sentence.keep()
    this.#passage.keep()
    let gain = 0
    for (let at = from + 1; at < Math.min(to, from + HEAD); at += 1) {
      const pair = this.#pairAt(codes[at - 1] as number, codes[at] as number)
      if (pair === 0 || this.#isInHead[pair] === 1) continue
      this.#isInHead[pair] = 1
      gain += this.#tables.pairGain[pair] as number
    }
    return gain / this.#total
  }

  #sentenceEnd({ codes, from: start, to }: Scanned, from: number): number {
    for (let at = from; at < to; at += 1) {
      const code = codes[at] as number
      if (MARKS.has(code) || (code === BLANK && at - from >= SHORTEST_LINE && from >= start)) return at + 1
    }
    return to
  }

  /** What one sentence says by itself, and of the pairs that the head does not say. */
  #readSentence({ codes, from, to }: Scanned, sentence: number): { says: number; isNew: number } {
    const { idOfCharacter, pairAt, width, pairGain } = this.#tables
    let [pairs, news, triples, before, pairBefore] = [0, 0, 0, 0, 0]
    for (let at = from; at < to; at += 1) {
      const id = idOfCharacter[codes[at] as number] as number
      const pair = id > 0 && before > 0 ? (pairAt[before * width + id] ?? 0) : 0
      if (id > 0 && this.#characterIn[id] !== sentence) {
        this.#characterIn[id] = sentence
        this.#raise(this.#positionsOfCharacter[id] as number[], MET.character)
      }
      if (pair > 0 && this.#pairIn[pair] !== sentence) {
        this.#pairIn[pair] = sentence
        pairs += pairGain[pair] as number
        if (this.#isInHead[pair] === 0) news += pairGain[pair] as number
        this.#raisePairs(this.#positionsOfPair[pair] as number[])
      }
      if (pair > 0 && pairBefore > 0) {
        const triple = this.#tripleOf.get(pairBefore * this.#tables.pairs + pair)
        if (triple && this.#tripleIn[triple.at] !== sentence) {
          this.#tripleIn[triple.at] = sentence
          triples += triple.share
        }
      }
      before = id
      pairBefore = pair
    }
    return { says: pairs / this.#total + triples, isNew: news / this.#total }
  }

  #raise(positions: readonly number[], value: number): void {
    for (const at of positions) {
      this.#sentence.raise(at, value)
      this.#passage.raise(at, value)
    }
  }

  #raisePairs(positions: readonly number[]): void {
    for (const at of positions) {
      this.#sentence.raise(at - 1, 1)
      this.#passage.raise(at - 1, 1)
      this.#sentence.raise(at, 1)
      this.#passage.raise(at, 1)
    }
  }
}
