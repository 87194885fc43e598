import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'city-'))
  cpSync('knowledge', dir, { recursive: true })
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const write = (text: string) => writeFileSync(join(dir, 'danger-examples.yaml'), text)

describe('danger-examples.yaml', () => {
  it('may be missing: then a city has no examples and nothing else changes', () => {
    rmSync(join(dir, 'danger-examples.yaml'))
    const files = readCityFiles(dir)
    expect(files).not.toHaveProperty('dangerExamples')
    expect(files.entries.length).toBeGreaterThan(0)
  })

  it('names file, line and reason of a route that is no danger or does not exist', () => {
    write(
      'danger:\n  - route: litigation\n    texts:\n      - 着火了\n  - route: no-such\n    texts:\n      - 晕倒了\nordinary:\n  - 路灯不亮\n',
    )
    expect(() => readCityFiles(dir)).toThrow('danger-examples.yaml:2: route "litigation" is no danger route')
    expect(() => readCityFiles(dir)).toThrow('danger-examples.yaml:5: route "no-such" is not in')
  })

  it('refuses a text that teaches two things at once', () => {
    write(
      'danger:\n  - route: danger-fire\n    texts:\n      - 有烟味\nordinary:\n  - 路灯不亮\n  - 有烟味\n',
    )
    expect(() => readCityFiles(dir)).toThrow(
      'danger-examples.yaml:7: "有烟味" is already an example of danger-fire',
    )
  })
})
