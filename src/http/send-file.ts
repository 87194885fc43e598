import { AppError } from '../contracts/errors.ts'
import type { Desk } from '../intake/desk.ts'
import type { TicketFile } from '../tickets/files/ticket-file.ts'

export type FileSize = 'thumb' | 'whole'

/** The last part of the paths files are fetched from and sent to: their bodies and their policy are not a page's. */
export const FILE_PATH = /\/files(?:\/[^/]+)?$/

/**
 * What a fetched file may do on the page that shows it: nothing. Set outside the pages' own policy, which would come later
 * and win.
 */
export const FILE_POLICY = "default-src 'none'; sandbox"

/**
 * Streams a file out; pictures to be shown, papers only to be saved. Never cached outside the page that asked.
 * @throws AppError unavailable when the content is not there (a backup without its files folder).
 */
export const sendFile = async (
  desk: Pick<Desk, 'files' | 'log'>,
  file: TicketFile,
  size: FileSize,
): Promise<Response> => {
  const sha256 = size === 'thumb' && file.thumbSha256 !== null ? file.thumbSha256 : file.sha256
  const found = await desk.files.read(sha256)
  if (!found) {
    desk.log.error({ fileId: file.id }, 'a file is missing in the files folder')
    throw new AppError('unavailable', '这个文件暂时取不到，请告诉管理员。')
  }
  const isImage = file.kind === 'image'
  const name = `${file.id}.${isImage ? 'jpg' : 'pdf'}`
  return new Response(found.stream, {
    headers: {
      'Content-Type': isImage ? 'image/jpeg' : 'application/pdf',
      'Content-Length': String(found.bytes),
      'Content-Disposition': `${isImage ? 'inline' : 'attachment'}; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  })
}
