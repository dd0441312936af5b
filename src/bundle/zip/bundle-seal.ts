// The seal of a bundle is the zip's comment: SHA-256 of everything before it. Whatever byte changes, it shows.

const START = 'crosstail-bundle 1 sha256:';
const PATTERN = /^crosstail-bundle 1 sha256:([0-9a-f]{64})$/;

/** Bytes of a seal; known before its hash is. */
export const SEAL_LENGTH = START.length + 64;

export function sealText(sha256: string): string {
  return `${START}${sha256}`;
}

/** The hash that a seal names; undefined when the text is no seal. */
export function sealedHash(comment: string): string | undefined {
  return PATTERN.exec(comment)?.[1];
}
