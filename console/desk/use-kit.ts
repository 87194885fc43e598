import { readonly, ref } from 'vue'
import { api, ask } from '../api/client.ts'
import type { Kit } from '../api/types.ts'

const replies = ref<Kit['replies']>([])
const macros = ref<Kit['macros']>([])

/** The canned replies and macros at hand, shared by the desk's parts. A failed read leaves what was there. */
export const useKit = () => ({
  replies: readonly(replies),
  macros: readonly(macros),
  load: async (): Promise<void> => {
    const kit = await ask(api.desk.kit.$get()).catch(() => null)
    if (!kit) return
    replies.value = kit.replies
    macros.value = kit.macros
  },
})
