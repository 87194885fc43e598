/** How far each position of the question is met by what was read since the last reset, and the share of the weights that is. */
export class Coverage {
  readonly #weights: Float32Array
  readonly #floor: Float32Array
  readonly #met: Float32Array
  #floorShare = 0
  share = 0

  constructor(weights: Float32Array) {
    const all = weights.reduce((sum, weight) => sum + weight, 0) || 1
    this.#weights = weights.map((weight) => weight / all)
    this.#floor = new Float32Array(weights.length)
    this.#met = new Float32Array(weights.length)
  }

  raise(at: number, value: number): void {
    const known = this.#met[at] as number
    if (value <= known) return
    this.#met[at] = value
    this.share += (this.#weights[at] as number) * (value - known)
  }

  /** Back to what the title says. */
  reset(): void {
    this.#met.set(this.#floor)
    this.share = this.#floorShare
  }

  /** A new document: nothing is met. */
  clear(): void {
    this.#floor.fill(0)
    this.#floorShare = 0
    this.reset()
  }

  /** What is met now, the title does: it stays met. */
  keep(): void {
    this.#floor.set(this.#met)
    this.#floorShare = this.share
  }
}

/** The highest values seen, best first. */
export class Highest {
  readonly #values: Float64Array
  constructor(count: number) {
    this.#values = new Float64Array(count)
  }
  clear(): void {
    this.#values.fill(0)
  }
  add(value: number): void {
    const values = this.#values
    let at = values.length - 1
    if (value <= (values[at] as number)) return
    for (; at > 0 && (values[at - 1] as number) < value; at -= 1) values[at] = values[at - 1] as number
    values[at] = value
  }
  mean(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length
  }
}
