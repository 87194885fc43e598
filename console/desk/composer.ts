import type { InjectionKey, Ref } from 'vue'

/** An entry whose words were inserted, and the citizen's message it was found for. */
export type UsedEntry = { entryId: string; messageId?: string }

/** What the panes around may do with the words the agent is writing. */
export type Composer = {
  canWrite: () => boolean
  /** On the telephone with the citizen: answers are read out, and only notes are written. */
  isOnPhone: () => boolean
  /** Puts words at the cursor and gives the composer the focus; `from` goes along with what is sent. */
  insert: (text: string, from?: UsedEntry) => Promise<void>
  /** Sends what is written, as Enter does. @returns whether it went out. */
  send: () => Promise<boolean>
}
export const ComposerKey: InjectionKey<Ref<Composer | null>> = Symbol('composer')

/** Words of a message that a field of the form came from, to be shown in the talk. */
export type Shown = { messageId: string; quote: string }
export const ShownKey: InjectionKey<Ref<Shown | null>> = Symbol('shown')
