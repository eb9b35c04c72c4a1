/** How the UI is built: for build.ts, and for Vite's own server while one works on it (`npx vite web`, with a Vedette on its usual port). */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

const VEDETTE = 'http://127.0.0.1:9090'

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The server puts a new one in with each page; CodeMirror and react-aria mark the styles with it that they add.
  html: { cspNonce: 'VEDETTE-NONCE' },
  server: { port: 5173, proxy: { '/api': VEDETTE, '/-': VEDETTE, '/metrics': VEDETTE, '/health': VEDETTE } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Content-Security-Policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What most pages share comes in two pieces instead of thirty: a page waits for its requests one after the other, six at a time.
        codeSplitting: {
          groups: [
            { name: 'shared', test: /\/web\/src\/(?!pages\/|promql\/)/, minShareCount: 3 },
            { name: 'parts', test: /\/node_modules\//, minShareCount: 4 },
          ],
        },
      },
    },
  },
} satisfies UserConfig
