import { readonly, ref } from 'vue'
import { api, ask } from '../api/client.ts'
import type { Kit } from '../api/types.ts'

const replies = ref<Kit['replies']>([])
const macros = ref<Kit['macros']>([])
const isRead = ref(false)
let reading: Promise<void> | null = null

const read = async (): Promise<void> => {
  const kit = await ask(api.desk.kit.$get()).catch(() => null)
  if (!kit) return
  replies.value = kit.replies
  macros.value = kit.macros
  isRead.value = true
}

/**
 * The canned replies and macros at hand, shared by the desk's parts. A failed read leaves what was there;
 * until the first one has come `isRead` is false and an empty list does not mean that there is nothing.
 */
export const useKit = () => ({
  replies: readonly(replies),
  macros: readonly(macros),
  isRead: readonly(isRead),
  /** Reads anew; who asks while that is under way waits for the same answer. */
  load: (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  },
})
