/** Children of the root by character, so that most steps of a walk begin with one look. */
const FIRST_CHARACTERS = 1 << 16
const FIRST_SLOTS = 1 << 20
const FIRST_NODES = 1 << 19
/** Fuller than this, the table of edges is doubled: longer runs of taken slots would be walked at every step. */
const FULL = 0.7

/** A node no path leads to. */
export const NOWHERE = 0
export const ROOT = 1

const grow = <A extends Int32Array | Float64Array | Uint8Array>(
  from: A,
  make: (length: number) => A,
  length: number,
): A => {
  const to = make(length)
  to.set(from)
  return to
}

/**
 * Words letter by letter in flat arrays: an edge is found by hashing node and character. 350,000 words take 20 MB, an eighth of
 * what a tree of objects takes. A node is a number; `weight` and `tag` hold what the word that ends there is worth, tag 0 = no word ends.
 */
export const createWordTrie = () => {
  let slots = FIRST_SLOTS
  let parents = new Int32Array(slots)
  let codes = new Int32Array(slots)
  let children = new Int32Array(slots)
  let weights = new Float64Array(FIRST_NODES)
  let tags = new Uint8Array(FIRST_NODES)
  const roots = new Int32Array(FIRST_CHARACTERS)
  let nodes = ROOT + 1

  const slotOf = (node: number, code: number): number => {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b)
    let slot = (mixed ^ (mixed >>> 15)) & (slots - 1)
    while (children[slot] !== NOWHERE && (parents[slot] !== node || codes[slot] !== code))
      slot = (slot + 1) & (slots - 1)
    return slot
  }

  const double = (): void => {
    const [oldParents, oldCodes, oldChildren] = [parents, codes, children]
    slots *= 2
    parents = new Int32Array(slots)
    codes = new Int32Array(slots)
    children = new Int32Array(slots)
    for (let at = 0; at < oldChildren.length; at += 1) {
      const child = oldChildren[at] as number
      if (child === NOWHERE) continue
      const slot = slotOf(oldParents[at] as number, oldCodes[at] as number)
      parents[slot] = oldParents[at] as number
      codes[slot] = oldCodes[at] as number
      children[slot] = child
    }
  }

  /** The node a character leads to from here, `NOWHERE` where no word goes on so. */
  const step = (node: number, code: number): number =>
    node === ROOT && code < FIRST_CHARACTERS
      ? (roots[code] as number)
      : (children[slotOf(node, code)] as number)

  const addStep = (node: number, code: number): number => {
    const known = step(node, code)
    if (known !== NOWHERE) return known
    const child = nodes
    nodes += 1
    if (child >= weights.length) {
      weights = grow(weights, (length) => new Float64Array(length), child * 2)
      tags = grow(tags, (length) => new Uint8Array(length), child * 2)
    }
    if (node === ROOT && code < FIRST_CHARACTERS) {
      roots[code] = child
      return child
    }
    if (nodes > slots * FULL) double()
    const slot = slotOf(node, code)
    parents[slot] = node
    codes[slot] = code
    children[slot] = child
    return child
  }

  return {
    step,
    /** Puts in a word; the same word again replaces what it was worth. `tag` 1…255. */
    add(word: string, weight: number, tag: number): void {
      let node = ROOT
      for (const character of word) node = addStep(node, character.codePointAt(0) ?? 0)
      weights[node] = weight
      tags[node] = tag
    },
    weightAt: (node: number): number => weights[node] as number,
    tagAt: (node: number): number => tags[node] as number,
  }
}
export type WordTrie = ReturnType<typeof createWordTrie>
