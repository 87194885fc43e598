import { describe, expect, it } from 'vitest'
import { createOutbox } from '../../../../channels/web-chat/widget/chat/outbox.ts'

const createStorage = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    read: (key: string) => kept.get(key) ?? null,
    write: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  }
}
const message = (clientMessageId: string) => ({ clientMessageId, text: `话 ${clientMessageId}`, label: null })

describe('the outbox of the citizen page', () => {
  it('keeps unsent words in the order written, over a closed page', () => {
    const storage = createStorage()
    const outbox = createOutbox(storage)
    outbox.add(message('a'))
    outbox.add(message('b'))
    outbox.add(message('c'))
    outbox.remove('b')
    expect(createOutbox(storage).list()).toEqual([message('a'), message('c')])
  })

  it('leaves nothing behind when everything was sent', () => {
    const storage = createStorage()
    const outbox = createOutbox(storage)
    outbox.add(message('a'))
    outbox.remove('a')
    expect(storage.kept.size).toBe(0)
  })

  it('takes at most fifty and refuses the next one instead of losing an old one', () => {
    const outbox = createOutbox(createStorage())
    for (let index = 0; index < 50; index += 1) expect(outbox.add(message(String(index)))).toBe(true)
    expect(outbox.add(message('one too many'))).toBe(false)
    expect(outbox.list()).toHaveLength(50)
    expect(outbox.list()[0]).toEqual(message('0'))
  })

  it('starts empty when what the device kept is damaged', () => {
    const storage = createStorage()
    for (const damaged of ['{', '7', '[{"text":1}]', 'null']) {
      storage.write('outbox', damaged)
      expect(createOutbox(storage).list()).toEqual([])
    }
  })
})
