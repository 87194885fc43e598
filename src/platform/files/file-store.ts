import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { AppError } from '../../contracts/errors.ts'
import { systemClock } from '../clock.ts'

/**
 * Files by the hash of their content, in one folder that no web server may serve: `<dir>/ab/abcd…` (SHA-256, hex), and
 * `<dir>/arriving/` for what is not whole yet. The same content is kept once. Several processes need the same folder.
 */
export type FileStore = {
  /** Writes a stream to a file of its own in `arriving`. @throws AppError too_long past `maxBytes`; the rest is not read. */
  receive(body: ReadableStream<Uint8Array> | Uint8Array, maxBytes: number): Promise<string>
  /** A name in `arriving` for something made from a received file. */
  place(): Promise<string>
  /** Puts a whole file under its hash; its old place is gone. On disk before this returns. */
  keep(path: string): Promise<{ sha256: string; bytes: number }>
  /** Its bytes, or null when it is not there (a backup without its files). */
  read(sha256: string): Promise<{ stream: ReadableStream<Uint8Array>; bytes: number } | null>
  /** Removes a file in `arriving`; one that is gone already is no error. */
  discard(path: string): Promise<void>
  /** Removes content that has lain untouched for `ms`: younger content may be about to be used by somebody else. */
  removeIfOlder(sha256: string, ms: number): Promise<void>
  /** Removes what a stopped process left in `arriving`. */
  sweepArriving(ms: number): Promise<void>
}

const HASH = /^[0-9a-f]{64}$/

const tooLong = (maxBytes: number): AppError =>
  new AppError(
    'too_long',
    `文件太大，最多 ${Math.floor(maxBytes / 1024 / 1024)} MB。请压缩或截图后再传，其他内容还在。`,
  )

const countTo = (maxBytes: number): Transform => {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(tooLong(maxBytes))
      else done(null, chunk)
    },
  })
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const syncFile = async (path: string): Promise<void> => {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const isOld = async (path: string, ms: number): Promise<boolean> => {
  const found = await stat(path).catch(() => null)
  return found !== null && systemClock.now().getTime() - found.mtimeMs > ms
}

/** A store in a folder, made when first used. */
export const createFileStore = (folder: string): FileStore => {
  const root = resolve(folder)
  const arriving = join(root, 'arriving')
  const pathOf = (sha256: string): string => {
    if (!HASH.test(sha256)) throw new Error('not a content hash')
    return join(root, sha256.slice(0, 2), sha256)
  }
  const place = async (): Promise<string> => {
    await mkdir(arriving, { recursive: true, mode: 0o700 })
    return join(arriving, randomUUID())
  }
  const discard = (path: string): Promise<void> => rm(path, { force: true })

  return {
    place,
    discard,
    receive: async (body, maxBytes) => {
      const path = await place()
      const source = body instanceof Uint8Array ? Readable.from([body]) : Readable.fromWeb(body as WebStream)
      try {
        await pipeline(source, countTo(maxBytes), createWriteStream(path, { mode: 0o600 }))
        return path
      } catch (error) {
        await discard(path)
        throw error
      }
    },
    keep: async (path) => {
      const sha256 = await hashOf(path)
      const { size } = await stat(path)
      const to = pathOf(sha256)
      await mkdir(dirname(to), { recursive: true, mode: 0o700 })
      await syncFile(path)
      // Replaces the same content by itself; either way it is young again.
      await rename(path, to)
      const now = systemClock.now()
      await utimes(to, now, now)
      return { sha256, bytes: size }
    },
    read: async (sha256) => {
      const path = pathOf(sha256)
      const found = await stat(path).catch(() => null)
      if (!found) return null
      const stream = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>
      return { stream, bytes: found.size }
    },
    removeIfOlder: async (sha256, ms) => {
      const path = pathOf(sha256)
      if (await isOld(path, ms)) await discard(path)
    },
    sweepArriving: async (ms) => {
      for (const name of await readdir(arriving).catch(() => [])) {
        const path = join(arriving, name)
        if (await isOld(path, ms)) await discard(path)
      }
    },
  }
}
