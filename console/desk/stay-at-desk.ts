import { onMounted, onUnmounted } from 'vue'
import { api, ask } from '../api/client.ts'
import { can } from '../shell/session.ts'

/** A quarter of the time after which the server lets others take what a silent desk holds. */
const EVERY_MS = 30_000

/** Tells the server that this desk is manned, so that the talks in hand stay in hand. A miss or two costs nothing. */
export const useStayAtDesk = (): void => {
  // Asked each time: the right may be given or taken while the desk is open.
  const tell = (): void => {
    if (can('conversation.answer')) void ask(api.desk.present.$post(), { quiet: true }).catch(() => {})
  }
  let timer: number | undefined
  onMounted(() => {
    tell()
    timer = window.setInterval(tell, EVERY_MS)
  })
  onUnmounted(() => window.clearInterval(timer))
}
