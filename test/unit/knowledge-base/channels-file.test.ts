import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isPaused, readChannel } from '../../../src/contracts/channel-rules.ts'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'city-'))
  // The rules alone: thousands of entries are read by other tests.
  cpSync('knowledge', dir, {
    recursive: true,
    filter: (path) => !/(entries|guides|documents|lexicon)$/.test(path),
  })
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const write = (text: string) => writeFileSync(join(dir, 'channels.yaml'), text)

it('a city without the file has every channel open, with the server’s defaults', () => {
  const { rules } = readCityFiles(dir)
  expect(rules.channels).toEqual([])
  expect(isPaused(rules, 'wechat')).toBe(false)
  expect(readChannel(rules, 'voice')).toMatchObject({ agentNumber: '', whilePaused: 'end' })
})

it('a channel the file pauses is paused, the others are not', () => {
  write('channels:\n  - id: wechat\n    paused: true\n    pausedWords: 公众号在迁移，请拨打12345。\n')
  const { rules } = readCityFiles(dir)
  expect(isPaused(rules, 'wechat')).toBe(true)
  expect(isPaused(rules, 'web')).toBe(false)
  expect(readChannel(rules, 'wechat').pausedWords).toBe('公众号在迁移，请拨打12345。')
})

it('names file and line of a channel that does not exist, a setting it does not have, and one that stands twice', () => {
  write('channels:\n  - id: web\n  - id: fax\n')
  expect(() => readCityFiles(dir)).toThrow('channels.yaml:3')
  write('channels:\n  - id: mail\n    secret: x\n')
  expect(() => readCityFiles(dir)).toThrow('channels.yaml:2')
  write('channels:\n  - id: web\n  - id: web\n')
  expect(() => readCityFiles(dir)).toThrow('a channel stands only once')
})

it('a sender’s name cannot carry another address or a line of its own', () => {
  for (const name of ['"热线 <a@b.c>"', '"热线\\r\\nBcc: a@b.c"', '\'热线", "a\'']) {
    write(`channels:\n  - id: mail\n    fromName: ${name}\n`)
    expect(() => readCityFiles(dir), name).toThrow('channels.yaml')
  }
})
