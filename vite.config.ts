import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the console; `scripts/launch/build.mjs` builds the programs beside it. */
export default defineConfig({
  root: 'renderer',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The policy of the page allows no fonts or scripts from data: addresses.
    assetsInlineLimit: 0,
    target: 'chrome120',
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es' },
});
