const FIRST_CAPACITY = 1 << 12
/** Multiplying by the golden ratio spreads keys that lie close together (Knuth, volume 3, 6.4). */
const SPREAD = 0x9e3779b1

/**
 * A table from integers of 32 bits, but 0, to integers of 32 bits; what is not there is 0. A Map of as many numbers takes four times the
 * memory, and several times as long to look one up.
 */
export class IntegerTable {
  #keys = new Int32Array(FIRST_CAPACITY)
  #values = new Int32Array(FIRST_CAPACITY)
  #shift = 32 - Math.log2(FIRST_CAPACITY)
  #used = 0

  get(key: number): number {
    return this.#values[this.#placeOf(key)] as number
  }

  set(key: number, value: number): void {
    const place = this.#placeOf(key)
    this.#values[place] = value
    if (this.#keys[place] !== 0) return
    this.#keys[place] = key
    this.#used += 1
    if (this.#used * 4 > this.#keys.length * 3) this.#grow()
  }

  /** Where the key stands, or the free place where it would. */
  #placeOf(key: number): number {
    const keys = this.#keys
    const last = keys.length - 1
    let place = Math.imul(key, SPREAD) >>> this.#shift
    for (let found = keys[place]; found !== key && found !== 0; found = keys[place])
      place = (place + 1) & last
    return place
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Int32Array(keys.length * 2)
    this.#values = new Int32Array(keys.length * 2)
    this.#shift -= 1
    keys.forEach((key, at) => {
      if (key === 0) return
      const place = this.#placeOf(key)
      this.#keys[place] = key
      this.#values[place] = values[at] as number
    })
  }
}
