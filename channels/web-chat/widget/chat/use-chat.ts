import { type InjectionKey, inject, provide } from 'vue'
import { ApiError, api, type Verdict } from '../shared/api.ts'
import { newId } from '../shared/new-id.ts'
import { createChatState } from './chat-state.ts'
import { linkFor, readCredentials, takeFromAddress } from './credentials.ts'
import { addReply, replaceDraft, type ThreadItem } from './thread-items.ts'
import { useLiveThread } from './use-live-thread.ts'
import { usePhotos } from './use-photos.ts'
import { useSending } from './use-sending.ts'

const sentenceOf = (error: unknown, fallback: string): string =>
  error instanceof ApiError && error.status !== 0 ? error.message : fallback

/**
 * The whole conversation of this page: state, and what the person can do. Picks up the conversation in the address
 * or on the device. Actions that can fail answer with a sentence for the person, or null when all went well.
 */
const createChat = () => {
  const chat = createChatState()
  const sending = useSending(chat, () => live.refresh())
  const live = useLiveThread(chat, sending.resume)

  const photos = usePhotos(chat)

  const kept = takeFromAddress() ?? readCredentials()
  if (kept) chat.hold(kept)
  else sending.resume()
  // A conversation link pasted into the page that is already open.
  addEventListener('hashchange', () => {
    const other = takeFromAddress()
    if (other) open(other)
  })

  const open = (who: { conversationId: string; token: string }) => {
    chat.state.items = []
    chat.state.notice = null
    chat.hold(who)
  }

  const editDraft = async (item: ThreadItem, field: string, value: string): Promise<string | null> => {
    const who = chat.credentials.value
    if (!who) return '这个会话已经结束，草稿没有改动。'
    try {
      const { replies } = await api.editDraft(who, field, value)
      for (const reply of replies) {
        if (reply.draft) replaceDraft(chat.state.items, item.key, reply)
        else addReply(chat.state.items, reply, newId())
      }
      return null
    } catch (error) {
      return sentenceOf(error, '没有连上服务器，这一项还没改。您写的还在，请再点一次保存。')
    }
  }

  const rateAnswer = async (messageId: string, verdict: Verdict, comment: string): Promise<string | null> => {
    const who = chat.credentials.value
    if (!who) return '这个会话已经结束，评价没有记下。'
    try {
      await api.feedback(who, comment ? { messageId, verdict, comment } : { messageId, verdict })
      return null
    } catch (error) {
      return sentenceOf(error, '没有连上服务器，评价没有记下。请再点一次。')
    }
  }

  const startOver = (): void => {
    sending.forget()
    photos.uploads.clear()
    chat.hold(null)
    chat.state.items = []
    chat.state.held = { heldBy: 'bot', waitingBefore: null, agentName: null }
    chat.state.notice = null
  }

  const link = (): string | null => (chat.credentials.value ? linkFor(chat.credentials.value) : null)

  return {
    state: chat.state,
    say: sending.say,
    photos,
    resend: sending.flush,
    editDraft,
    rateAnswer,
    startOver,
    link,
  }
}
export type Chat = ReturnType<typeof createChat>

const key: InjectionKey<Chat> = Symbol('chat')

/** Creates the conversation of this page and hands it to every component below. */
export const provideChat = (): Chat => {
  const chat = createChat()
  provide(key, chat)
  return chat
}

/** The conversation of this page. Only below the component that called `provideChat`. */
export const useChat = (): Chat => {
  const chat = inject(key)
  if (!chat) throw new Error('useChat is called outside the chat page')
  return chat
}
