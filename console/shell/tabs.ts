/** What tabs of the same console tell each other: somebody is at the keys; the screen was locked; whose session is open. */
export type TabWord = { is: 'active' } | { is: 'locked' } | { is: 'signed-in'; who: string }

const channel = new BroadcastChannel('yingsheng-session')

export const tellTabs = (word: TabWord): void => channel.postMessage(word)

/** Hears the other tabs; never itself. */
export const hearTabs = (hear: (word: TabWord) => void): void => {
  channel.addEventListener('message', (event: MessageEvent<TabWord>) => hear(event.data))
}
