import type { InjectionKey, Ref } from 'vue'

/** What the assist pane may do with the words the agent is writing. */
export type Composer = {
  canWrite: () => boolean
  /** Puts text at the cursor and gives the composer the focus. */
  insert: (text: string) => Promise<void>
}
export const ComposerKey: InjectionKey<Ref<Composer | null>> = Symbol('composer')
