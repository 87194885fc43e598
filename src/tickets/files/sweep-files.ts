import { isoAfter } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { deleteStaleLoose, isContentUsed } from './file-repository.ts'
import type { FileDesk } from './keep-upload.ts'

/**
 * Forgets files that were chosen and never sent, and content nobody needs any more. Content younger than the same time
 * stays: somebody may be storing it this moment. @returns how many hashes were looked at.
 */
export const sweepFiles = async (desk: FileDesk): Promise<number> => {
  const before = isoAfter(desk.clock, -LIMITS.looseFileMs)
  const hashes = await desk.db.transaction().execute((tx) => deleteStaleLoose(tx, before))
  for (const sha256 of new Set(hashes))
    if (!(await isContentUsed(desk.db, sha256)))
      await desk.files.removeIfOlder(sha256, LIMITS.looseFileMs / 2)
  await desk.files.sweepArriving(LIMITS.looseFileMs)
  return hashes.length
}
