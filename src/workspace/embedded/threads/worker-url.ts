/** Where the store's thread starts: the source beside this one, or in `dist` the bundled file. */
export function storeWorkerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./store-worker.ts', import.meta.url)
    : new URL('../workers/store-worker.js', import.meta.url);
}
