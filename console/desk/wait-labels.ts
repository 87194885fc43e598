import type { ConversationRow } from '../api/types.ts'

type WaitKind = NonNullable<ConversationRow['waitKind']>

/** Why somebody waits, in two signs that fit a line of the queue; the whole reason is in its hint. */
export const WAIT_LABELS: Record<WaitKind, { word: string; tone: 'late' | 'warn' | 'info' }> = {
  danger: { word: '紧急', tone: 'late' },
  call: { word: '来电', tone: 'late' },
  angry: { word: '激动', tone: 'warn' },
  unsolved: { word: '没解决', tone: 'warn' },
  unsure: { word: '没答上', tone: 'info' },
  handed: { word: '转来', tone: 'info' },
  returned: { word: '退回', tone: 'warn' },
  asked: { word: '要人工', tone: 'info' },
}
