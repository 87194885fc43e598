/**
 * A vector as it is kept: its direction only, a signed byte for each dimension. A quarter of the memory of 32-bit floats, and the
 * cosine of two packed vectors is within 0.01 of the true one from some hundred dimensions on.
 */
export type PackedVector = Int8Array

const LARGEST = 127

/** Packs the direction of `vector`; null where it has none (empty, all zero) or a value is no finite number. */
export const packVector = (vector: readonly number[]): PackedVector | null => {
  let largest = 0
  for (const value of vector) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    largest = Math.max(largest, Math.abs(value))
  }
  if (largest === 0) return null
  return Int8Array.from(vector, (value) => Math.round((value / largest) * LARGEST))
}

/** The text form for the database (base64). */
export const vectorToText = (vector: PackedVector): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')

/** Reads the text form back. A row that somebody cut or changed has another number of dimensions, and is told by it. */
export const textToVector = (text: string): PackedVector =>
  Int8Array.from(Buffer.from(text, 'base64'), (b) => (b << 24) >> 24)

/** The length of a packed vector. */
export const lengthOf = (vector: PackedVector): number => {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
