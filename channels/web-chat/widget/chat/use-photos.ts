import { useUploads } from '../../../../browser/use-uploads.ts'
import type { Attachment } from '../../../../src/contracts/message.ts'
import { api } from '../shared/api.ts'
import { safeStorage } from '../shared/safe-storage.ts'
import type { ChatState } from './chat-state.ts'
import { openConversation } from './use-sending.ts'

const MOST = 9

/** Photos of this talk: those being chosen for the next message, and those that were sent. */
export const usePhotos = (chat: ChatState) => {
  const pathOf = (conversationId: string, id = ''): string =>
    `${api.conversationPath(conversationId)}/files${id ? `/${encodeURIComponent(id)}` : ''}`
  const load = async (path: string, size: 'thumb' | 'whole'): Promise<Blob> =>
    api.fetchFile(path, { token: chat.credentials.value?.token ?? '' }, size)

  const uploads = useUploads({
    to: async ({ key, name }) => {
      const who = await openConversation(chat)
      return {
        url: `${pathOf(who.conversationId)}?${new URLSearchParams({ key, name })}`,
        headers: { Authorization: `Bearer ${who.token}` },
      }
    },
    takeBack: async (id) => {
      const who = chat.credentials.value
      if (who) await api.takeBack(pathOf(who.conversationId, id), { token: who.token })
    },
    most: MOST,
    memory: {
      read: () => safeStorage.read('photos'),
      write: (value) => (value === '[]' ? safeStorage.remove('photos') : safeStorage.write('photos', value)),
    },
    previewOf: async (id) => {
      const who = chat.credentials.value
      return who ? URL.createObjectURL(await load(pathOf(who.conversationId, id), 'thumb')) : ''
    },
  })

  /** What is chosen, to go with a message; nothing is chosen any more after this. */
  const takeChosen = (): Attachment[] => {
    const who = chat.credentials.value
    const chosen = uploads.items.flatMap((item): Attachment[] =>
      item.id && who
        ? [{ kind: item.isImage ? 'image' : 'file', url: pathOf(who.conversationId, item.id) }]
        : [],
    )
    uploads.clear()
    return chosen
  }
  return { uploads, takeChosen, load }
}
