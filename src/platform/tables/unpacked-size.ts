/** Of the zip format (APPNOTE 4.3.12): what begins the line of one file in the list at the end, and where its unpacked size stands. */
const LINE = 0x02014b50
const LINE_BYTES = 46
const SIZE_AT = 24

/** How many bytes the files of a zip say they unpack to, together; read from its list, nothing is unpacked. */
export const unpackedSize = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  for (let at = 0; at + LINE_BYTES <= bytes.byteLength; at++)
    if (bytes[at] === 0x50 && view.getUint32(at, true) === LINE) sum += view.getUint32(at + SIZE_AT, true)
  return sum
}
