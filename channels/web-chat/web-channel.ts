import type { Channel } from '../../src/contracts/ports.ts'

/**
 * Web chat needs no sending of its own: what is said stands in the thread, an open page hears of it over the event
 * stream, and a page that was closed reads it when it is opened again.
 */
export const webChannel: Channel = { name: 'web', send: async () => ({ ok: true }) }
