import { onBeforeUnmount } from 'vue'
import type { ChatState } from './chat-state.ts'

/** Notes whether there is a network at all, and calls `onWake` when it is back or the page is looked at again. */
export const useWake = (chat: Pick<ChatState, 'state'>, onWake: () => void): void => {
  const onOnline = () => {
    chat.state.isOffline = false
    onWake()
  }
  const onOffline = () => {
    chat.state.isOffline = true
  }
  const onVisible = () => {
    if (!document.hidden) onWake()
  }
  addEventListener('online', onOnline)
  addEventListener('offline', onOffline)
  document.addEventListener('visibilitychange', onVisible)
  onBeforeUnmount(() => {
    removeEventListener('online', onOnline)
    removeEventListener('offline', onOffline)
    document.removeEventListener('visibilitychange', onVisible)
  })
}
