/** What a file is by its first bytes; its name and what the sender calls it are anybody's claim. */
export type SniffedType = 'jpeg' | 'png' | 'gif' | 'webp' | 'pdf' | 'heic' | 'other'

/** Bytes needed to tell. */
export const SNIFF_BYTES = 16

const ascii = (head: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...head.subarray(from, to))

/** HEIC and its relatives: an ISO base media file of one of these brands (ISO/IEC 23008-12). */
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']

/** Tells the type from the first `SNIFF_BYTES` bytes. Pure. */
export const sniffType = (head: Uint8Array): SniffedType => {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg'
  if (head[0] === 0x89 && ascii(head, 1, 8) === 'PNG\r\n\u001a\n') return 'png'
  if (/^GIF8[79]a/.test(ascii(head, 0, 6))) return 'gif'
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'webp'
  if (ascii(head, 0, 5) === '%PDF-') return 'pdf'
  if (ascii(head, 4, 8) === 'ftyp' && HEIC_BRANDS.includes(ascii(head, 8, 12))) return 'heic'
  return 'other'
}
