const SEED = 0x811c9dc5
const PRIME = 0x01000193
/** Multiplying by the golden ratio spreads keys that lie close together (Knuth, volume 3, 6.4). */
const SPREAD = 0x9e3779b1
const FIRST_SLOTS = 1 << 12

/**
 * A set of words that keeps of each only a number made of its characters (FNV-1a, 32 bits): 4 bytes a slot where a Set of strings takes
 * a hundred. Two words may share a number: of words that are not in it, one in ten thousand is taken for one of 350,000 that are.
 */
export class WordSet {
  #numbers = new Int32Array(FIRST_SLOTS)
  #shift = 32 - Math.log2(FIRST_SLOTS)
  #used = 0
  #longest = 0

  add(word: string): void {
    let number = SEED
    for (let at = 0; at < word.length; at += 1) number = next(number, word.charCodeAt(at))
    this.#longest = Math.max(this.#longest, word.length)
    const place = this.#placeOf(number)
    if (this.#numbers[place] !== 0) return
    this.#numbers[place] = number
    this.#used += 1
    if (this.#used * 4 > this.#numbers.length * 3) this.#grow()
  }

  /** Visits every word of two or more characters that stands in the text: from where to where (exclusive). */
  visitWords(text: string, visit: (from: number, to: number) => void): void {
    for (let from = 0; from + 1 < text.length; from += 1) {
      const end = Math.min(text.length, from + this.#longest)
      let number = SEED
      for (let at = from; at < end; at += 1) {
        number = next(number, text.charCodeAt(at))
        if (at > from && this.#numbers[this.#placeOf(number)] === number) visit(from, at + 1)
      }
    }
  }

  /** Where the number stands, or the free place where it would. */
  #placeOf(number: number): number {
    const last = this.#numbers.length - 1
    let place = Math.imul(number, SPREAD) >>> this.#shift
    for (let found = this.#numbers[place]; found !== number && found !== 0; found = this.#numbers[place])
      place = (place + 1) & last
    return place
  }

  #grow(): void {
    const numbers = this.#numbers
    this.#numbers = new Int32Array(numbers.length * 2)
    this.#shift -= 1
    for (const number of numbers) if (number !== 0) this.#numbers[this.#placeOf(number)] = number
  }
}

/** 0 marks a free place, so no word may have it. */
const next = (number: number, code: number): number => Math.imul(number ^ code, PRIME) | 0 || 1
