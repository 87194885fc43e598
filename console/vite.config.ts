import vue from '@vitejs/plugin-vue'
import elementStyles from 'unplugin-element-plus/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

/**
 * Builds the staff console into `dist/console/`, served under `/staff/`. All styles become files and no asset is
 * inlined as a data URI, so that the pages run under `default-src 'self'; style-src 'self'`.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/staff/',
  plugins: [
    vue(),
    // Only what templates use of Element Plus is bundled; own components are imported by hand.
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    elementStyles({}),
  ],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/console/api': 'http://localhost:12345' } },
})
