import { reactive, shallowRef } from 'vue'
import type { Credentials, Door, Held } from '../shared/api.ts'
import { keepCredentials } from './credentials.ts'
import { lastSeq, type ThreadItem } from './thread-items.ts'

/** What the chat page knows. One object, changed by the composables beside it and read by the components. */
export const createChatState = () => {
  const credentials = shallowRef<Credentials | null>(null)
  const state = reactive({
    items: [] as ThreadItem[],
    held: { heldBy: 'bot', waitingBefore: null, agentName: null } as Held,
    /** What the office says to everybody, paused or not. */
    door: { announcement: null, paused: null } as Door,
    /** The answer being written now: null = nothing expected, '' = still looking. */
    streaming: null as string | null,
    /** One calm sentence about the conversation itself: expired, restarted. */
    notice: null as string | null,
    /** The stored thread is being fetched: shown as bones, not announced. */
    isLoading: false,
    /** The network or the server cannot be reached. */
    isOffline: !navigator.onLine,
  })
  /** Points the page at a conversation; null forgets it everywhere. */
  const hold = (next: Credentials | null): void => {
    keepCredentials(next)
    credentials.value = next
  }
  /** The conversation is gone: what was confirmed there leaves the page, what still waits to be sent stays. */
  const restart = (why: string): void => {
    hold(null)
    state.items = state.items.filter((item) => item.author === 'citizen' && item.sending !== 'sent')
    state.held = { heldBy: 'bot', waitingBefore: null, agentName: null }
    state.notice = why
  }
  return { state, credentials, hold, restart, after: () => lastSeq(state.items) }
}
export type ChatState = ReturnType<typeof createChatState>
