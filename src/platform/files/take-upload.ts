import { open, stat } from 'node:fs/promises'
import sharp from 'sharp'
import { AppError } from '../../contracts/errors.ts'
import { LIMITS } from '../limits.ts'
import type { FileStore } from './file-store.ts'
import { SNIFF_BYTES, type SniffedType, sniffType } from './sniff-type.ts'

/** What was kept of an upload. Images are JPEG, whatever came. `thumbSha256`: a small picture; null for PDF. */
export type Kept = {
  kind: 'image' | 'pdf'
  sha256: string
  thumbSha256: string | null
  bytes: number
  width: number
  height: number
}

const EDGE = 2560
const THUMB_EDGE = 480
const DECODE_SECONDS = 20
/** Pictures decoded at a time in one process; a large one takes a hundred megabytes and a core. */
const AT_ONCE = 2

// Only the formats that are sniffed may be read at all; no loader for SVG, TIFF or anything that reaches further.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
})
sharp.cache(false)
sharp.concurrency(1)

let running = 0
const waiting: (() => void)[] = []
const inLine = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const REFUSALS: Partial<Record<SniffedType, string>> = {
  heic: '这张照片是 HEIC 格式，这里打不开。最快的办法：在手机上打开它截一张图，传截图。以后拍的要能传：苹果手机在“设置 → 相机 → 格式”里选“兼容性最佳”，其他手机在相机设置里关掉“高效图片”。',
}

const headOf = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'r')
  try {
    const head = new Uint8Array(SNIFF_BYTES)
    await file.read(head, 0, SNIFF_BYTES, 0)
    return head
  } finally {
    await file.close()
  }
}

const unreadable = (): AppError =>
  new AppError('unsupported', '这张照片打不开，可能没有传完整。请重新拍一张，或截图后上传。')

const tooManyPixels = (): AppError =>
  new AppError('unsupported', '这张图的像素太多，没有收下。请截图或缩小后再传。')

/**
 * Draws the picture anew: turned upright, at most `EDGE` pixels a side, without EXIF, GPS, thumbnails and whatever else
 * was in the file. A picture of more than `LIMITS.filePixels` is refused before it is unpacked.
 */
const redraw = async (from: string, to: string, edge: number, quality: number) => {
  try {
    return await sharp(from, { limitInputPixels: LIMITS.filePixels, failOn: 'error' })
      .autoOrient()
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality })
      .timeout({ seconds: DECODE_SECONDS })
      .toFile(to)
  } catch (error) {
    throw error instanceof Error && /pixel limit/.test(error.message) ? tooManyPixels() : unreadable()
  }
}

const keepImage = async (store: FileStore, path: string): Promise<Kept> => {
  const [whole, small] = [await store.place(), await store.place()]
  try {
    const { width, height } = await inLine(async () => {
      const drawn = await redraw(path, whole, EDGE, 82)
      await redraw(whole, small, THUMB_EDGE, 72)
      return drawn
    })
    const thumb = await store.keep(small)
    return { kind: 'image', ...(await store.keep(whole)), thumbSha256: thumb.sha256, width, height }
  } finally {
    await store.discard(whole)
    await store.discard(small)
  }
}

const PDF_TAIL = 2048

/** A PDF is kept as it came; one that is cut off is refused. */
const keepPdf = async (store: FileStore, path: string): Promise<Kept> => {
  const { size } = await stat(path)
  const file = await open(path, 'r')
  const tail = Buffer.alloc(Math.min(PDF_TAIL, size))
  await file.read(tail, 0, tail.length, size - tail.length).finally(() => file.close())
  if (!tail.includes('%%EOF')) throw new AppError('unsupported', '这个 PDF 不完整，请重新导出后上传。')
  return { kind: 'pdf', ...(await store.keep(path)), thumbSha256: null, width: 0, height: 0 }
}

/**
 * Takes in one file: streamed to disk within the limit, told by its content, pictures drawn anew.
 * @throws AppError too_long, unsupported (neither picture nor PDF, or broken), invalid_request when empty.
 */
export const takeUpload = async (
  store: FileStore,
  body: ReadableStream<Uint8Array> | Uint8Array | null,
): Promise<Kept> => {
  if (body === null) throw new AppError('invalid_request', '没有收到文件，请再选一次。')
  const path = await store.receive(body, LIMITS.fileBytes)
  try {
    if ((await stat(path)).size === 0) throw new AppError('invalid_request', '文件是空的，请再选一次。')
    const type = sniffType(await headOf(path))
    if (type === 'pdf') return await keepPdf(store, path)
    if (type === 'heic' || type === 'other')
      throw new AppError('unsupported', REFUSALS[type] ?? '只收照片和 PDF，这个文件没有收下。')
    return await keepImage(store, path)
  } finally {
    await store.discard(path)
  }
}
