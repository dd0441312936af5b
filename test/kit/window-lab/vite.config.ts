// The real window on made-up services in the same page: for figures and looks that must not depend on a host.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome130',
    assetsInlineLimit: 0,
    emptyOutDir: true,
    outDir: path.resolve(import.meta.dirname, '../../../.cache/window-lab'),
    chunkSizeWarningLimit: 4_000,
  },
});
