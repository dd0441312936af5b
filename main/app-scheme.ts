import { protocol } from 'electron';
import { type PageFile, readPageFile } from '../src/host/http/page-files.ts';
import { SAFE_HEADERS } from '../src/host/http/page-policy.ts';
import { APP_SCHEME, isAppUrl } from './app-origin.ts';

/** Makes `app:` a secure standard scheme. Before `ready`. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built page and its files from the folder, and nothing else. */
export function serveAppScheme(folder: string): void {
  protocol.handle(APP_SCHEME, async ({ url, method }) => {
    if (!isAppUrl(url) || method !== 'GET') return notFound();
    const file = await readPageFile(folder, new URL(url).pathname);
    return file === undefined ? notFound() : found(file);
  });
}

function found({ body, headers }: PageFile): Response {
  return new Response(body, { headers });
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404, headers: { ...SAFE_HEADERS, 'content-type': 'text/plain' } });
}
