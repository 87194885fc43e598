import { register } from 'tsx/esm/api'

// `npm start`: pages are built when they are missing or older than their sources, then the server runs from source.
if (!process.argv.includes('--no-pages')) {
  const { buildPages } = await import('./build-pages.mjs')
  await buildPages()
}
register()
await import('../src/main.ts')
