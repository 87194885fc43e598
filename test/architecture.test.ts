import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

/**
 * The house rules of ARCHITECTURE.md, proved on the source itself. `findViolations` is a pure function over
 * (path, text) pairs, so the test can plant violations and see them found.
 */
const FLOORS: Record<string, number> = {
  'src/contracts': 0,
  'src/platform': 1,
  'src/conversations': 2,
  'src/understanding': 2,
  'src/knowledge-base': 2,
  'src/tickets': 2,
  'src/retrieval': 3,
  'src/learning': 3,
  'src/staff': 3,
  'src/answering': 4,
  'src/dispatch': 4,
  'src/feedback': 4,
  'src/insight': 4,
  'src/privacy': 4,
  'src/intake': 5,
  'src/http': 6,
}
const TOP = 7
const TOP_FILES = [
  'src/main.ts',
  'src/worker.ts',
  'src/open-desk.ts',
  'src/config.ts',
  'src/start-background.ts',
  'src/retrain-when-due.ts',
  'src/train.ts',
]
const KNOWS_CHANNELS = new Set(['src/main.ts', 'src/worker.ts', 'src/open-channels.ts'])

type Source = { path: string; text: string }

const roomOf = (path: string): string => {
  const parts = path.split('/')
  if (parts[0] === 'src') return parts.length > 2 ? `src/${parts[1]}` : path
  if (parts[0] === 'channels') return `channels/${parts[1]}`
  return parts[0] ?? path
}

const floorOf = (room: string): number => {
  if (room.startsWith('channels/')) return 6
  return FLOORS[room] ?? TOP
}

const importsOf = (source: Source): string[] =>
  [...source.text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1] ?? '')

const isRepository = (path: string): boolean =>
  /-repository\.ts$/.test(path) || path.startsWith('src/platform/db/')

const codeOnly = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

const findImportViolations = (source: Source): string[] => {
  const room = roomOf(source.path)
  return importsOf(source)
    .filter((target) => target.startsWith('.'))
    .flatMap((target) => {
      const path = normalize(join(dirname(source.path), target))
      const other = roomOf(path)
      if (other === room) return []
      const say = (why: string): string => `${source.path} imports ${path}: ${why}`
      if (
        path.startsWith('channels/') &&
        source.path.startsWith('src/') &&
        !KNOWS_CHANNELS.has(source.path)
      ) {
        return [say('only main.ts and worker.ts know the channels')]
      }
      if (path === 'src/config.ts') {
        return floorOf(room) < TOP && !source.text.includes('import type')
          ? [say('settings are handed down')]
          : []
      }
      if (floorOf(other) < floorOf(room)) return []
      if (floorOf(room) === TOP) return []
      return [say(`floor ${floorOf(room)} may only import from lower floors, not from ${floorOf(other)}`)]
    })
}

const findContentViolations = (source: Source): string[] => {
  const code = codeOnly(source.text)
  const imports = importsOf(source)
  const found: string[] = []
  const inSrc = source.path.startsWith('src/')
  const edge = source.path.startsWith('src/http/') || source.path.startsWith('channels/')
  if (!edge && floorOf(roomOf(source.path)) < TOP && imports.some((i) => /^(hono|@hono\/)/.test(i))) {
    found.push(`${source.path}: hono only in http/ and channels/`)
  }
  if (
    !isRepository(source.path) &&
    inSrc &&
    /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(code)
  ) {
    found.push(`${source.path}: SQL only in *-repository.ts and platform/db`)
  }
  if ((inSrc || edge) && source.path !== 'src/config.ts' && /process\.env\b/.test(code)) {
    found.push(`${source.path}: process.env only in config.ts`)
  }
  if ((inSrc || edge) && source.path !== 'src/platform/clock.ts' && /Date\.now\(\)|new Date\(\)/.test(code)) {
    found.push(`${source.path}: the clock is an argument`)
  }
  if (
    inSrc &&
    source.path.split('/').length === 2 &&
    !TOP_FILES.concat([...KNOWS_CHANNELS]).includes(source.path)
  ) {
    found.push(`${source.path}: only the composition root lies outside the rooms`)
  }
  return found
}

const findViolations = (sources: Source[]): string[] =>
  sources.flatMap((s) => [...findImportViolations(s), ...findContentViolations(s)])

const readTree = (folder: string): Source[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile() && /\.ts$/.test(f.name) && !f.parentPath.includes('web-chat/widget'))
    .map((f) => relative('.', join(f.parentPath, f.name)))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

test('every room imports only from lower floors, and each kind of code lives where the design says', () => {
  const sources = [...readTree('src'), ...readTree('channels')]
  expect(sources.length).toBeGreaterThan(50)
  expect(findViolations(sources)).toEqual([])
})

test.each([
  ['a room importing sideways', 'src/tickets/x.ts', "import { a } from '../staff/policy.ts'"],
  ['a room importing upwards', 'src/tickets/x.ts', "import { a } from '../dispatch/x.ts'"],
  ['a room importing a channel', 'src/intake/x.ts', "import { a } from '../../channels/wechat/x.ts'"],
  ['one channel knowing another', 'channels/wechat/x.ts', "import { a } from '../voice/x.ts'"],
  ['hono below the edge', 'src/intake/x.ts', "import { Hono } from 'hono'"],
  ['SQL outside a repository', 'src/tickets/x.ts', "db.selectFrom('ticket')"],
  ['settings read outside config.ts', 'src/http/x.ts', 'const a = process.env.PORT'],
  ['the machine clock read in a room', 'src/tickets/x.ts', 'const now = new Date()'],
  ['a file lying outside the rooms', 'src/helpers.ts', 'export const a = 1'],
])('a planted violation is found: %s', (_name, path, text) => {
  expect(findViolations([{ path, text }])).toHaveLength(1)
})
