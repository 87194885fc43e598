import type { Attachment } from '../../../../src/contracts/message.ts'

/** Where the outbox lives: text under a key. */
type Storage = {
  read: (key: string) => string | null
  write: (key: string, value: string) => void
  remove: (key: string) => void
}

/** A message of the person that the server has not confirmed. The id makes sending it twice harmless. */
export type Unsent = {
  clientMessageId: string
  text: string
  label: string | null
  /** Photos the server has already, to go with the words. */
  attachments?: Attachment[]
}

const KEY = 'outbox'
/** Nobody waits longer than this; the oldest words are kept because they come first. */
const UNSENT_MAX = 50

const isUnsent = (value: unknown): value is Unsent => {
  const entry = value as Partial<Unsent> | null
  return typeof entry?.clientMessageId === 'string' && typeof entry.text === 'string'
}

/**
 * The person's unconfirmed messages, in the order written, kept on the device: closing the page or losing the
 * network loses no word.
 */
export const createOutbox = (storage: Storage) => {
  const list = (): Unsent[] => {
    try {
      const kept: unknown = JSON.parse(storage.read(KEY) ?? '[]')
      return Array.isArray(kept)
        ? kept.filter(isUnsent).map((entry) => ({ ...entry, label: entry.label ?? null }))
        : []
    } catch {
      return []
    }
  }
  const save = (entries: Unsent[]) =>
    entries.length === 0 ? storage.remove(KEY) : storage.write(KEY, JSON.stringify(entries))
  return {
    list,
    /** @returns false when too many wait already; then nothing was kept. */
    add(entry: Unsent): boolean {
      const entries = list()
      if (entries.length >= UNSENT_MAX) return false
      save([...entries, entry])
      return true
    },
    remove(clientMessageId: string): void {
      save(list().filter((entry) => entry.clientMessageId !== clientMessageId))
    },
    clear: () => save([]),
  }
}
export type Outbox = ReturnType<typeof createOutbox>
