import type { Credentials } from '../shared/api.ts'
import { safeStorage } from '../shared/safe-storage.ts'

const KEY = 'conversation'

/** The conversation this device holds, or null. */
export const readCredentials = (): Credentials | null => {
  try {
    const kept = JSON.parse(safeStorage.read(KEY) ?? 'null') as Partial<Credentials> | null
    if (!kept?.conversationId || !kept.token) return null
    return { conversationId: kept.conversationId, token: kept.token }
  } catch {
    return null
  }
}

/** Keeps the conversation on this device; null forgets it. */
export const keepCredentials = (credentials: Credentials | null): void => {
  if (credentials) safeStorage.write(KEY, JSON.stringify(credentials))
  else safeStorage.remove(KEY)
}

/** The link that opens this conversation on another device. The part after # never reaches a server's log. */
export const linkFor = ({ conversationId, token }: Credentials): string =>
  `${location.origin}/#c=${encodeURIComponent(conversationId)}&k=${encodeURIComponent(token)}`

/** Takes a conversation out of the address (`/#c=…&k=…`) and clears the address bar, so that nobody reads it there. */
export const takeFromAddress = (): Credentials | null => {
  const hash = new URLSearchParams(location.hash.slice(1))
  const conversationId = hash.get('c')
  const token = hash.get('k')
  if (!conversationId || !token) return null
  history.replaceState(null, '', location.pathname + location.search)
  return { conversationId, token }
}
