import type { InjectionKey, Ref } from 'vue'

/** An entry whose words were inserted, and the citizen's message it was found for. */
export type UsedEntry = { entryId: string; messageId?: string }

/** What the assist pane may do with the words the agent is writing. */
export type Composer = {
  canWrite: () => boolean
  /** Puts an entry's words at the cursor and gives the composer the focus; `from` goes along with what is sent. */
  insert: (text: string, from: UsedEntry) => Promise<void>
}
export const ComposerKey: InjectionKey<Ref<Composer | null>> = Symbol('composer')
