// What a page of ours may do, the same in the desktop shell and in a browser.
import { randomBytes } from 'node:crypto';

/** Where the built page wants the nonce of this load. */
export const NONCE_MARK = '__CSP_NONCE__';

/** A value nobody can guess, for one load of the page. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * The page's content security policy. Scripts come from our own files only; style elements need the load's nonce
 * (xterm and CodeMirror make some); nothing is fetched from anywhere else.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    // Nothing of ours makes markup out of text; with this the browser holds every library to it as well.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Headers of every answer, page or not. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};
