import { onBeforeUnmount, watch } from 'vue'
import { ApiError, api, type Credentials } from '../shared/api.ts'
import type { ChatState } from './chat-state.ts'
import { mergeMessage } from './thread-items.ts'
import { useWake } from './use-wake.ts'

const RETRY_FIRST_MS = 1000
const RETRY_MOST_MS = 30_000
const GONE =
  '之前的会话已经过期，打不开了。您可以直接开始新的会话；已提交的工单不受影响，凭工单号和查询码仍能查到。'

/**
 * Keeps the page equal to the server's thread: fetches what is missing, then listens; when the line breaks it comes
 * back after 1 s, 2 s … 30 s, and at once when the network or the page wakes. `onReady` runs
 * whenever the thread is as complete as it can be now, so that waiting messages may go out.
 */
export const useLiveThread = (chat: ChatState, onReady: () => void) => {
  let turn = 0
  let controller: AbortController | null = null
  let wake: () => void = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const catchUp = async (who: Credentials, isFirst: boolean, mine: number): Promise<void> => {
    const thread = await api.thread(who, chat.after())
    if (mine !== turn) return
    for (const message of thread.messages) mergeMessage(chat.state.items, message, !isFirst)
    const { heldBy, waitingBefore, agentName } = thread
    chat.state.held = { heldBy, waitingBefore, agentName }
    chat.state.isLoading = false
    chat.state.isOffline = false
    onReady()
  }

  const listen = async (who: Credentials, mine: number, onAlive: () => void): Promise<void> => {
    controller = new AbortController()
    for await (const event of api.openStream(who, chat.after(), controller)) {
      if (mine !== turn) return
      onAlive()
      if (event.kind === 'held') chat.state.held = event.held
      else if (event.kind === 'door') chat.state.door = event.door
      else mergeMessage(chat.state.items, event.message, true)
    }
  }

  const follow = async (who: Credentials, isOld: boolean): Promise<void> => {
    const mine = ++turn
    let wait = RETRY_FIRST_MS
    let isFirst = isOld
    chat.state.isLoading = isOld
    while (mine === turn) {
      let isBehind = true
      try {
        await catchUp(who, isFirst, mine)
        isBehind = false
        isFirst = false
        await listen(who, mine, () => {
          wait = RETRY_FIRST_MS
        })
      } catch (error) {
        if (mine !== turn) return
        chat.state.isLoading = false
        const refusal = error instanceof ApiError ? error : null
        if (refusal?.isGone) chat.restart(GONE)
        if (isBehind && refusal?.status === 0) chat.state.isOffline = true
        if (isBehind) onReady()
      }
      if (mine !== turn) return
      await pause(wait)
      wait = Math.min(wait * 2, RETRY_MOST_MS)
    }
  }

  const stop = (): void => {
    turn += 1
    controller?.abort()
    wake()
  }

  /** Asks who holds the talk now: a change may fall between the first fetch and the opening of the line. */
  const refresh = async (): Promise<void> => {
    const who = chat.credentials.value
    // Without an answer the stream or the next reconnect tells.
    if (who) await catchUp(who, false, turn).catch(() => {})
  }

  watch(chat.credentials, (who) => {
    stop()
    // A conversation that was just opened here has nothing to fetch and nothing to hide.
    if (who) void follow(who, chat.state.items.length === 0)
  })

  useWake(chat, () => {
    wake()
    // The line may have outlived a short loss of the network, or there is no conversation yet: send all the same.
    onReady()
  })
  onBeforeUnmount(stop)
  return { refresh }
}
