import type { ConversationRow } from '../api/types.ts'
import { me } from '../shell/session.ts'

export type QueueGroup = { key: string; title: string; rows: ConversationRow[] }

const byNews = (a: ConversationRow, b: ConversationRow): number =>
  b.lastMessageAt.localeCompare(a.lastMessageAt)

/** The queue as an agent works it: who waits (as the server ordered them), my own talks, then everybody else's. Empty groups are left out. */
export const orderQueue = (
  rows: readonly ConversationRow[],
  toWrap: readonly ConversationRow[] = [],
): QueueGroup[] => {
  const my = me().id
  const pick = (fits: (row: ConversationRow) => boolean) => rows.filter(fits)
  const groups: QueueGroup[] = [
    { key: 'waiting', title: '等待接入', rows: pick((r) => r.heldBy === 'waiting') },
    {
      key: 'mine',
      title: '我在接待',
      rows: pick((r) => r.heldBy === 'agent' && r.agentId === my).sort(byNews),
    },
    { key: 'wrap', title: '待小结', rows: [...toWrap] },
    {
      key: 'others',
      title: '其他坐席接待',
      rows: pick((r) => r.heldBy === 'agent' && r.agentId !== my).sort(byNews),
    },
    { key: 'bot', title: '智能助理在答', rows: pick((r) => r.heldBy === 'bot').sort(byNews) },
    { key: 'ended', title: '已结束', rows: pick((r) => r.heldBy === 'ended').sort(byNews) },
  ]
  return groups.filter((group) => group.rows.length > 0)
}
