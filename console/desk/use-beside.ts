import { type ComputedRef, computed, watch } from 'vue'
import { api, ask } from '../api/client.ts'
import type { Beside, ConversationDetail } from '../api/types.ts'
import { type Loaded, useLoad } from '../shared/use-load.ts'

/** What stands beside the open talk (form, tickets like it, the caller's history), read anew when the talk goes on. */
export const useBeside = (detail: ComputedRef<ConversationDetail | null>): Loaded<Beside> => {
  const beside = useLoad<Beside>(() =>
    ask(api.conversations[':id'].form.$get({ param: { id: detail.value?.conversation.id ?? '' } })),
  )
  const heard = computed(() => {
    const words = detail.value?.messages.filter((m) => !m.spoken || m.spoken.isFinal) ?? []
    return `${detail.value?.conversation.id} ${words.length} ${words.at(-1)?.id}`
  })
  watch(
    heard,
    (now, before) => {
      if (now.split(' ')[0] !== before?.split(' ')[0]) beside.clear()
      if (detail.value) void beside.reload()
    },
    { immediate: true },
  )
  return beside
}
