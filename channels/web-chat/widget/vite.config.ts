import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/**
 * Builds the citizen pages into `dist/web-chat`: `index.html` (chat), `ticket.html` (tracking) and `reports.html` (public reports), scripts and styles
 * under `/assets-chat/`. Nothing inline, so the pages run under a policy of `'self'` only; ES2020 because people
 * keep their phones for many years.
 */
export default defineConfig({
  root,
  base: '/',
  publicDir: false,
  plugins: [vue({ features: { optionsAPI: false } })],
  build: {
    outDir: resolve(root, '../../../dist/web-chat'),
    emptyOutDir: true,
    assetsDir: 'assets-chat',
    target: 'es2020',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: resolve(root, 'index.html'),
        ticket: resolve(root, 'ticket.html'),
        reports: resolve(root, 'reports.html'),
      },
    },
  },
})
