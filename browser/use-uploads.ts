import { computed, onScopeDispose, reactive } from 'vue'
import { LIMITS } from '../src/platform/limits.ts'
import { sendUpload } from './send-upload.ts'
import { shrinkPhoto } from './shrink-photo.ts'

/** One chosen photo or paper. `waiting`: the line broke, it goes out by itself when it is back. `refused`: it never will. */
export type Upload = {
  key: string
  /** Set once the server has it. */
  id: string | null
  isImage: boolean
  name: string
  purpose: string
  /** A picture to show: of this device, or of the server after a reload. */
  preview: string
  share: number
  state: 'sending' | 'waiting' | 'done' | 'refused'
  problem: string
}

type Target = { url: string; headers: Record<string, string> }
type Door = {
  /** Where a file goes. */
  to: (upload: Upload) => Target | Promise<Target>
  /** Tells the server that a file is not wanted after all. */
  takeBack: (id: string) => Promise<unknown>
  most: number
  /** Remembers what the server already has, for this tab, so that a reload loses nothing. */
  memory?: { read: () => string | null; write: (value: string) => void }
  /** A picture of a file the server has, after a reload. */
  previewOf?: (id: string) => string | Promise<string>
}

const RETRY_MS = 5_000
const TOO_LARGE = `文件太大，最多 ${LIMITS.fileBytes / 1024 / 1024} MB。请压缩或截图后再选。`
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, '0')).join('')

const readMemory = (door: Door): Upload[] => {
  try {
    const kept: unknown = JSON.parse(door.memory?.read() ?? '[]')
    if (!Array.isArray(kept)) return []
    const known = (kept as Upload[]).filter((one) => typeof one.id === 'string')
    return known.map((one) => ({ ...one, preview: '', share: 1, state: 'done', problem: '' }))
  } catch {
    return []
  }
}

/** What is chosen, what of it this page still holds, and what is under way. */
const createPile = (door: Door) => ({
  items: reactive<Upload[]>(readMemory(door)),
  blobs: new Map<string, Blob>(),
  aborts: new Map<string, AbortController>(),
})
type Pile = ReturnType<typeof createPile>

const remember = (pile: Pile, door: Door): void => {
  const done = pile.items.filter((item) => item.state === 'done')
  const kept = done.map(({ key, id, isImage, name, purpose }) => ({ key, id, isImage, name, purpose }))
  door.memory?.write(JSON.stringify(kept))
}

/** @returns whether the next one may be tried. */
const sendOne = async (pile: Pile, door: Door, item: Upload): Promise<boolean> => {
  const blob = pile.blobs.get(item.key)
  if (!blob) return true
  item.state = 'sending'
  item.problem = ''
  const abort = new AbortController()
  pile.aborts.set(item.key, abort)
  const onProgress = (share: number): void => {
    item.share = share
  }
  try {
    const outcome = await sendUpload(await door.to(item), blob, onProgress, abort.signal)
    if (!outcome.ok) {
      item.state = outcome.again ? 'waiting' : 'refused'
      item.problem = outcome.say
      return !outcome.again || abort.signal.aborted
    }
    item.id = outcome.id
    item.state = 'done'
    pile.blobs.delete(item.key)
    remember(pile, door)
    return true
  } catch {
    item.state = 'waiting'
    return false
  } finally {
    pile.aborts.delete(item.key)
  }
}

/** Uploads what waits, one after another. The first that cannot go out stops the row; it is tried again by itself. */
const createWork = (pile: Pile, door: Door) => {
  let isWorking = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (): Upload | undefined => pile.items.find((item) => item.state === 'waiting')
  const work = async (): Promise<void> => {
    if (isWorking) return
    isWorking = true
    clearTimeout(timer)
    for (let item = next(); item; item = next()) {
      if (await sendOne(pile, door, item)) continue
      timer = setTimeout(() => void work(), RETRY_MS)
      break
    }
    isWorking = false
  }
  const onBack = (): void => void work()
  addEventListener('online', onBack)
  onScopeDispose(() => {
    removeEventListener('online', onBack)
    clearTimeout(timer)
  })
  return work
}

const showKept = (pile: Pile, door: Door): void => {
  for (const item of pile.items)
    if (item.id && item.isImage && door.previewOf)
      void Promise.resolve(door.previewOf(item.id))
        .then((preview) => {
          item.preview = preview
        })
        .catch(() => {})
}

/**
 * Photos chosen to go with words: each is uploaded at once, one after another, with its progress; can be taken back before
 * it is sent; waits when the line breaks and goes on by itself, with the same key, so that nothing arrives twice.
 */
export const useUploads = (door: Door) => {
  const pile = createPile(door)
  const { items, blobs, aborts } = pile
  const work = createWork(pile, door)
  showKept(pile, door)

  const add = async (files: Iterable<File>, purpose: string): Promise<number> => {
    const chosen = [...files].slice(0, Math.max(0, door.most - items.length))
    for (const file of chosen) {
      const isImage = file.type.startsWith('image/')
      const key = newKey()
      const blob = await shrinkPhoto(file)
      // Refused here: the server stops reading, and a line cut in the middle looks like a lost one.
      const isTooLarge = blob.size > LIMITS.fileBytes
      if (!isTooLarge) blobs.set(key, blob)
      const preview = isImage ? URL.createObjectURL(file) : ''
      const fresh = isTooLarge
        ? ({ id: null, share: 0, state: 'refused', problem: TOO_LARGE } as const)
        : ({ id: null, share: 0, state: 'waiting', problem: '' } as const)
      items.push({ ...fresh, key, isImage, name: file.name, purpose, preview })
    }
    void work()
    return chosen.length
  }
  const remove = async (item: Upload): Promise<void> => {
    const at = items.findIndex((one) => one.key === item.key)
    if (at >= 0) items.splice(at, 1)
    aborts.get(item.key)?.abort()
    blobs.delete(item.key)
    remember(pile, door)
    // Not taken back on a broken line: the server forgets by itself what is never sent.
    if (item.id) await door.takeBack(item.id).catch(() => {})
  }
  /** After they were sent: nothing is chosen any more. */
  const clear = (): void => {
    for (const item of items) if (item.preview.startsWith('blob:')) URL.revokeObjectURL(item.preview)
    items.splice(0)
    blobs.clear()
    door.memory?.write('[]')
  }
  return {
    items,
    add,
    remove,
    clear,
    retry: work,
    ids: computed(() => items.flatMap((item) => (item.id ? [item.id] : []))),
    /** Some are still on their way: sending the words now would leave them behind. */
    isBusy: computed(() => items.some((item) => item.state === 'sending' || item.state === 'waiting')),
    /** Why the words cannot go yet; empty when everything chosen is there or nothing is. Without it a refused photo is missed by nobody until it is too late. */
    unsent: computed(() => {
      if (items.some((item) => item.state === 'sending' || item.state === 'waiting'))
        return '照片还没有传完，等传好再交；写的和选的都在。'
      return items.some((item) => item.state === 'refused')
        ? '有文件没有传上，现在交出去就没有它。请按 ✕ 去掉它，或者换一张；写的都在。'
        : ''
    }),
    most: door.most,
  }
}
export type Uploads = ReturnType<typeof useUploads>
