// Built-in kinds of personal data and secrets, as they stand in log text.

/** What is hidden lies in the last group of `pattern`, which ends the match; what stands before it is kept. */
export interface RedactKind {
  name: string;
  /** For the list in a dialog. */
  label: string;
  pattern: RegExp;
  /** All that matches is hidden, whatever groups there are. */
  isWhole?: boolean;
  /** Cheap look before the pattern is tried. */
  hint: RegExp;
  /** A second look at what matched: check digits, plausible form. */
  accepts?: (found: string) => boolean;
  /** The same thing written differently is the same thing. */
  normal?: (found: string) => string;
  /** True when the kind is known by what stands around it: the value is then looked for on its own as well. */
  fromContext?: boolean;
}

const SECRET_NAMES =
  'password|passwd|passphrase|passcode|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|client[_-]?secret|authorization|credentials?|cookie|session[_-]?key';

const SECRET_KEY = new RegExp(`(?:^|[_.-])(?:${SECRET_NAMES})$|(?:[a-z])(?:Password|Secret|Token|ApiKey|Key)$`, 'i');

/** True for the name of a field whose whole value is a secret (`db_password`, `authorization`, `accessToken`). */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name) && !/(?:public|partition|primary|foreign|sort|cache|routing)[_-]?key$/i.test(name);
}

const digitsOf = (text: string) => text.replace(/\D/g, '');
const lowerCase = (text: string) => text.toLowerCase();
const looksRandom = (text: string) => text.length >= 20 || /[\d._~+/=-]/.test(text) || /[a-z][A-Z]/.test(text);
/** Words that stand where a secret would, and tell nothing; and what an earlier export left. */
const isNoSecret = (text: string) =>
  /^(?:null|none|nil|undefined|true|false|empty|missing|invalid|expired|required|\*+|\[[a-z0-9-]+\]?|<[a-z_ -]+>)$/i.test(
    text,
  );

/** In this order: where two overlap, the first one counts. */
export const REDACT_KINDS: readonly RedactKind[] = [
  {
    name: 'private-key',
    label: 'Private keys (PEM)',
    hint: /-----BEGIN/,
    pattern:
      /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$))/g,
  },
  {
    name: 'url-password',
    label: 'Passwords in URLs',
    hint: /:\/\//,
    pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:?#"'<>]{0,256}:)([^\s/"'<>]{1,512})(?=@)/gi,
    fromContext: true,
  },
  {
    name: 'bearer',
    label: 'Bearer tokens',
    hint: /bearer/i,
    pattern: /(\bbearer[\s:=]{1,4}["']?)([A-Za-z0-9._~+/=|-]{6,8192})/gi,
    accepts: looksRandom,
    fromContext: true,
  },
  {
    name: 'basic',
    label: 'Basic credentials',
    hint: /basic/i,
    pattern: /(\bbasic\s{1,4})([A-Za-z0-9+/_-]{4,4096}={0,2})/gi,
    accepts: isBasicCredential,
    fromContext: true,
  },
  {
    name: 'jwt',
    label: 'JSON web tokens',
    hint: /eyJ/,
    pattern: /(\beyJ[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{2,8192}(?:\.[A-Za-z0-9_-]{0,8192})?)/g,
  },
  {
    name: 'key',
    label: 'Keys of known services',
    hint: /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk[-_]|rk_|AIza|npm_|hf_|SG\.|dop_v1_|ya29\./,
    pattern:
      /(?<![A-Za-z0-9])((?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,64}|xox[abeoprs]-[A-Za-z0-9-]{10,255}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,255}|sk-[A-Za-z0-9_-]{20,255}|AIza[A-Za-z0-9_-]{35}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,40}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|dop_v1_[a-f0-9]{64}|ya29\.[A-Za-z0-9_-]{20,512})(?![A-Za-z0-9])/g,
  },
  {
    name: 'password',
    label: 'Passwords and tokens by name',
    hint: /pass|pwd|secret|token|key|authoriz|credential|cookie/i,
    pattern: new RegExp(
      `((?:${SECRET_NAMES})\\\\?["']?\\s{0,3}(?:=>|[:=])\\s{0,3}(?:bearer\\s{1,4}|basic\\s{1,4})?(?:\\\\?["'](?=[^"'\\\\]{1,1024}\\\\?["']))?)((?<=["'])[^"'\\\\]{1,1024}|[^\\s"'&,;}\\\\]{0,1023}[^\\s"'&,;}\\])\\\\])`,
      'gi',
    ),
    accepts: (found) => !isNoSecret(found) && !/^(?:bearer|basic)$/i.test(found),
    fromContext: true,
  },
  {
    name: 'email',
    label: 'E-mail addresses',
    hint: /@|%40/,
    pattern: /([A-Za-z0-9._%+'-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})(?![A-Za-z0-9])/g,
    normal: (found) => found.toLowerCase().replace('%40', '@'),
  },
  {
    name: 'ipv4',
    label: 'IPv4 addresses',
    hint: /\d\.\d/,
    pattern: /(?<![\d.])((?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))(?![\d]|\.\d)/g,
  },
  {
    name: 'ipv6',
    label: 'IPv6 addresses',
    hint: /:[0-9a-f]{0,4}:/i,
    pattern:
      /(?<![\w:.])((?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\w:])/gi,
    // `::` and `abc::def` are C++ far more often than addresses.
    accepts: (found) => /\d/.test(found),
    normal: lowerCase,
  },
  {
    name: 'card',
    label: 'Payment cards',
    hint: /\d{3}[ -]?\d{3}/,
    pattern: /(?<![\dA-Za-z.])([2-6]\d{3}(?:[ -]?\d{2,6}){2,4}\d?)(?![\dA-Za-z])/g,
    accepts: isCard,
    normal: digitsOf,
  },
  {
    name: 'us-ssn',
    label: 'US social security numbers',
    hint: /\d-\d/,
    pattern: /(?<![\d-])((?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4})(?![\d-])/g,
  },
  {
    name: 'tw-id',
    label: 'Taiwan national ids',
    hint: /[A-Z][12489]\d{8}/,
    pattern: /(?<![A-Za-z0-9])([A-Z][12489]\d{8})(?![A-Za-z0-9])/g,
    accepts: isTaiwanId,
  },
  {
    name: 'cn-id',
    label: 'Chinese resident ids',
    hint: /\d{17}[\dXx]/,
    pattern:
      /(?<![A-Za-z0-9])([1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?![A-Za-z0-9])/g,
    accepts: isChineseId,
    normal: lowerCase,
  },
  {
    name: 'iban',
    label: 'Bank accounts (IBAN)',
    hint: /[A-Z]{2}\d{2}/,
    pattern: /(?<![A-Za-z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)(?![A-Za-z0-9])/g,
    accepts: isIban,
    normal: (found) => found.replaceAll(' ', ''),
  },
];

const OPTIONAL = new Set(['us-ssn', 'tw-id', 'cn-id', 'iban']);

/** Taken out when somebody just says "redact". National ids and accounts are of choice. */
export const DEFAULT_KINDS: readonly string[] = REDACT_KINDS.map(({ name }) => name).filter(
  (name) => !OPTIONAL.has(name),
);

/** Base64 of `user:password`: prose such as "basic authentication" is none. */
function isBasicCredential(text: string): boolean {
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return decoded.includes(':') && /^[\x20-\x7e\xa0-\xff]+$/.test(decoded);
}

/** Length and Luhn check digit (ISO/IEC 7812-1). */
function isCard(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The letter is a number from 10 to 35 in an order of its own; weights 1, 9, 8 … 1, 1; the sum divides by ten. */
function isTaiwanId(text: string): boolean {
  const letter = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(text[0]!) + 10;
  let sum = Math.floor(letter / 10) + (letter % 10) * 9;
  for (let i = 1; i <= 8; i++) sum += Number(text[i]) * (9 - i);
  return (sum + Number(text[9])) % 10 === 0;
}

/** GB 11643-1999: weighted sum modulo 11 names the last character. */
function isChineseId(text: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase();
}

/** ISO 13616: the first four characters moved to the end, letters as numbers, modulo 97 is 1. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
