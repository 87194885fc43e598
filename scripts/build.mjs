import { build } from 'esbuild'
import { buildPages } from './build-pages.mjs'

// Production: pages and one server file; packages stay in node_modules, because two of them are native.
await buildPages({ force: true })
await build({
  entryPoints: { main: 'src/main.ts', worker: 'src/worker.ts', train: 'src/train.ts' },
  outdir: 'dist/server',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
})
process.stdout.write('Built dist/server/main.js and the pages.\n')
