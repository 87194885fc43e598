import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/** The two front-ends: where they lie, what they become, and what their pages are made from. */
const PAGES = [
  {
    name: 'chat',
    config: 'channels/web-chat/widget/vite.config.ts',
    sources: ['channels/web-chat/widget', 'browser'],
    made: 'dist/web-chat/index.html',
  },
  {
    name: 'console',
    config: 'console/vite.config.ts',
    sources: ['console', 'browser'],
    made: 'dist/console/index.html',
  },
]

const newestIn = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile())
    .reduce((newest, f) => Math.max(newest, statSync(join(f.parentPath, f.name)).mtimeMs), 0)

const isFresh = (page) =>
  existsSync(page.made) && page.sources.every((folder) => newestIn(folder) < statSync(page.made).mtimeMs)

/** Builds the pages whose sources changed since they were built last; `force` builds all. */
export const buildPages = async ({ force = false } = {}) => {
  for (const page of PAGES) {
    if (!force && isFresh(page)) continue
    process.stdout.write(`Building the ${page.name} pages …\n`)
    await build({ configFile: page.config, logLevel: 'warn' })
  }
}
