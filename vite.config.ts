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
    rolldownOptions: {
      output: {
        // Zod and what keeps it from compiling text stand in one file, which runs before any schema is made.
        codeSplitting: { groups: [{ name: 'schemas', test: /node_modules\/zod\/|zod-setup/ }] },
      },
    },
  },
  worker: { format: 'es' },
});
