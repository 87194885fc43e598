import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addReply,
  dropRepeat,
  mergeMessage,
  openDraft,
  openTurn,
  ownItem,
  replaceDraft,
  type ThreadItem,
} from '../../../../channels/web-chat/widget/chat/thread-items.ts'
import type { Reply, ThreadMessage } from '../../../../src/contracts/message.ts'

const at = '2026-11-23T06:03:00.000Z'
const fromBot = (seq: number, text: string, reply: Partial<Reply> = {}): ThreadMessage => ({
  id: `m${seq}`,
  seq,
  author: 'bot',
  text,
  reply: { kind: 'answer', text, messageId: `m${seq}`, ...reply },
  at,
})
const fromCitizen = (seq: number, text: string): ThreadMessage => ({
  id: `m${seq}`,
  seq,
  author: 'citizen',
  text,
  at,
})
const textsOf = (items: ThreadItem[]) => items.map((item) => item.text)

describe('the thread on the citizen page', () => {
  it('shows every message once and in the server order, however often and in whatever order it arrives', () => {
    const arrivals = fc
      .integer({ min: 1, max: 12 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.array(fc.integer({ min: 1, max: count }), { maxLength: 40 })),
      )
    fc.assert(
      fc.property(arrivals, ([count, seqs]) => {
        const items: ThreadItem[] = []
        const all = Array.from({ length: count }, (_, index) => index + 1)
        for (const seq of [...seqs, ...all]) {
          mergeMessage(items, seq % 2 ? fromCitizen(seq, `问${seq}`) : fromBot(seq, `答${seq}`), true)
        }
        expect(items.map((item) => item.seq)).toEqual(all)
      }),
    )
  })

  it('recognises the own message and its answer when the stream brings them again', () => {
    const items = [ownItem('k1', '路灯坏了', null, 'sending')]
    addReply(items, { kind: 'answer', text: '请说地点。', messageId: 'm2' }, 'k2')
    mergeMessage(items, fromCitizen(1, '路灯坏了'), true)
    mergeMessage(items, fromBot(2, '请说地点。'), true)
    expect(textsOf(items)).toEqual(['路灯坏了', '请说地点。'])
    expect(items[0]).toMatchObject({ key: 'k1', seq: 1, sending: 'sent' })
  })

  it('does not repeat an answer that came by the stream before it came with the response', () => {
    const items = [ownItem('k1', '路灯坏了', null, 'sending')]
    mergeMessage(items, fromCitizen(1, '路灯坏了'), true)
    mergeMessage(items, fromBot(2, '请说地点。'), true)
    addReply(items, { kind: 'answer', text: '请说地点。', messageId: 'm2' }, 'k2')
    addReply(items, { kind: 'answer', text: '请说地点。' }, 'k3')
    expect(items).toHaveLength(2)
  })

  it('keeps what is still unsent below everything the server says meanwhile', () => {
    const items = [ownItem('k1', '还没发出去', null, 'unsent')]
    mergeMessage(items, fromBot(4, '坐席的话'), true)
    expect(textsOf(items)).toEqual(['坐席的话', '还没发出去'])
  })

  it('drops the waiting copy when the thread shows that the message had arrived after all', () => {
    const items: ThreadItem[] = []
    mergeMessage(items, fromCitizen(1, '暖气不热'), false)
    mergeMessage(items, fromBot(2, '请说小区。'), false)
    items.push(ownItem('k1', '暖气不热', null, 'unsent'))
    dropRepeat(items, 'k1', { kind: 'answer', text: '请说小区。', messageId: 'm2' })
    expect(textsOf(items)).toEqual(['暖气不热', '请说小区。'])
  })

  it('keeps a message that only reads like an earlier one', () => {
    const items: ThreadItem[] = []
    mergeMessage(items, fromCitizen(1, '在吗'), false)
    mergeMessage(items, fromBot(2, '在。'), false)
    items.push(ownItem('k1', '在吗', null, 'sending'))
    addReply(items, { kind: 'answer', text: '在。', messageId: 'm4' }, 'k2')
    dropRepeat(items, 'k1', { kind: 'answer', text: '在。', messageId: 'm4' })
    expect(textsOf(items)).toEqual(['在吗', '在。', '在吗', '在。'])
  })
})

describe('the draft on the citizen page', () => {
  const draft: Partial<Reply> = {
    kind: 'confirm',
    draft: [{ field: 'place', label: '地点', value: '', required: true }],
  }

  it('changes in place, also when the stream was faster with the changed card', () => {
    const items: ThreadItem[] = []
    mergeMessage(items, fromBot(2, '请您看一看。', draft), true)
    const changed = fromBot(3, '请您再看一看。', draft)
    mergeMessage(items, changed, true)
    replaceDraft(items, 'm2', changed.reply as Reply)
    expect(textsOf(items)).toEqual(['请您再看一看。'])
    expect(items[0]).toMatchObject({ key: 'm2', id: 'm3', seq: 3 })
  })

  it('meets the stream also when the answer to the change carries no message id', () => {
    for (const isStreamFirst of [true, false]) {
      const items: ThreadItem[] = []
      mergeMessage(items, fromBot(2, '请您看一看。', draft), true)
      const stored = fromBot(3, '已改好。', draft)
      const { messageId: _, ...answer } = stored.reply as Reply
      if (isStreamFirst) mergeMessage(items, stored, true)
      replaceDraft(items, 'm2', answer)
      if (!isStreamFirst) mergeMessage(items, stored, true)
      expect(items).toHaveLength(1)
      expect(items[0]).toMatchObject({ id: 'm3', seq: 3, text: '已改好。' })
    }
  })

  it('is open until a ticket came of it, and only its last version', () => {
    const items: ThreadItem[] = []
    mergeMessage(items, fromBot(2, '一', draft), true)
    mergeMessage(items, fromBot(4, '二', draft), true)
    expect(openDraft(items)).toBe('m4')
    mergeMessage(
      items,
      fromBot(6, '已提交。', { kind: 'ticket', ticket: { number: '1', queryCode: 'K' } }),
      true,
    )
    expect(openDraft(items)).toBeNull()
  })
})

describe('options on the citizen page', () => {
  it('can be tapped only until the person says something else', () => {
    const items: ThreadItem[] = []
    mergeMessage(items, fromBot(2, '您问的是哪一项?'), true)
    mergeMessage(items, fromBot(3, '也可以转人工。'), true)
    expect([...openTurn(items)].sort()).toEqual(['m2', 'm3'])
    items.push(ownItem('k1', '都不是', null, 'sending'))
    expect(openTurn(items).size).toBe(0)
  })
})
