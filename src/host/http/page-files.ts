// The built window's files by URL path. Only what lies in its folder and has a known type is given out, whatever the
// path says: `..`, encoded slashes, absolute paths and links that lead out all end in "not found".
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { contentSecurityPolicy, createNonce, NONCE_MARK, SAFE_HEADERS } from './page-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface PageFile {
  body: Uint8Array<ArrayBuffer>;
  headers: Readonly<Record<string, string>>;
}

/** Reads the file a URL path names, `/` being the page itself; undefined when there is none. */
export async function readPageFile(directory: string, urlPath: string): Promise<PageFile | undefined> {
  const name = urlPath === '/' ? 'index.html' : decode(urlPath)?.slice(1);
  if (name === undefined) return undefined;
  const type = TYPES[path.extname(name)];
  if (type === undefined) return undefined;
  const body = await readInside(directory, name);
  if (body === undefined) return undefined;
  const headers = { ...SAFE_HEADERS, 'content-type': type };
  if (!type.startsWith('text/html')) return { body, headers };
  const nonce = createNonce();
  const page = new TextDecoder().decode(body).replaceAll(NONCE_MARK, nonce);
  return {
    body: new TextEncoder().encode(page),
    headers: { ...headers, 'content-security-policy': contentSecurityPolicy(nonce) },
  };
}

function decode(urlPath: string): string | undefined {
  try {
    const decoded = decodeURIComponent(urlPath);
    // No file of ours has such a name: backslashes are separators on Windows, a colon makes a drive or a stream.
    return /[\\:\0]/.test(decoded) || !decoded.startsWith('/') || decoded.startsWith('//') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

async function readInside(directory: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = path.resolve(directory, name);
  if (!isInside(directory, file)) return undefined;
  try {
    if (!isInside(await realpath(directory), await realpath(file))) return undefined;
    return new Uint8Array(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function isInside(directory: string, file: string): boolean {
  const relative = path.relative(directory, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
