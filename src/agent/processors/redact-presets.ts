// Ready-made patterns of secrets and personal data. Each is RE2-admissible, so that
// it runs in linear time on the fallback engine as well.

export interface RedactPreset {
  pattern: string;
  replace: string;
  ignoreCase?: boolean;
}

/** `$1` in a replacement is what the first group matched. */
export const REDACT_PRESETS: Readonly<Record<string, RedactPreset>> = {
  email: { pattern: '[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}', replace: '[email]' },
  ipv4: {
    pattern: '\\b(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\b',
    replace: '[ip]',
  },
  'credit-card': {
    pattern:
      '\\b(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b|\\b3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}\\b',
    replace: '[card]',
  },
  password: {
    pattern: '((?:password|passwd|pwd|secret)["\']?\\s{0,4}[:=]\\s{0,4}["\']?)[^\\s"\'&,;}]{1,256}',
    replace: '$1***',
    ignoreCase: true,
  },
  token: {
    pattern:
      '((?:api[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token|client[_-]?secret|token)["\']?\\s{0,4}[:=]\\s{0,4}["\']?)[^\\s"\'&,;}]{8,}',
    replace: '$1***',
    ignoreCase: true,
  },
  bearer: { pattern: '((?:Bearer|Basic)\\s{1,4})[A-Za-z0-9._~+/=-]{8,}', replace: '$1***' },
  jwt: { pattern: '\\beyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}', replace: '[jwt]' },
  'aws-key': { pattern: '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b', replace: '[aws-key]' },
  'private-key': {
    pattern: '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\\s:,-]*?-----END [A-Z ]{0,30}PRIVATE KEY-----',
    replace: '[private-key]',
  },
  'url-credentials': { pattern: '(\\b[a-z][a-z0-9+.-]{1,20}://)[^\\s/:@]{1,256}:[^\\s/@]{1,256}@', replace: '$1***@' },
};
