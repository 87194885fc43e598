const BYTES = 4

const toBase64 = (count: number, write: (bytes: DataView, at: number) => void): string => {
  const bytes = new DataView(new ArrayBuffer(count * BYTES))
  for (let at = 0; at < count; at += 1) write(bytes, at)
  return Buffer.from(bytes.buffer).toString('base64')
}

/** Numbers as 32-bit floats (little-endian) in base64: twice the precision would take twice the memory and say nothing more. */
export const packFloats = (numbers: ArrayLike<number>): string =>
  toBase64(numbers.length, (bytes, at) => bytes.setFloat32(at * BYTES, numbers[at] ?? 0, true))

/** The counterpart of `packFloats`; kept as they were stored. */
export const unpackFloats = (packed: string): Float32Array => {
  const bytes = Buffer.from(packed, 'base64')
  return Float32Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readFloatLE(at * BYTES))
}

/** Whole numbers as 32 bits (little-endian) in base64. */
export const packIntegers = (numbers: ArrayLike<number>): string =>
  toBase64(numbers.length, (bytes, at) => bytes.setInt32(at * BYTES, numbers[at] ?? 0, true))

/** The counterpart of `packIntegers`. */
export const unpackIntegers = (packed: string): Int32Array => {
  const bytes = Buffer.from(packed, 'base64')
  return Int32Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readInt32LE(at * BYTES))
}
