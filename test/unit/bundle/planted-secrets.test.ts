import { expect, test } from 'vitest';
import { DEFAULT_REDACTION } from '../../../src/bundle/redaction/text-redactor.ts';
import { verifyBundle } from '../../../src/bundle/verify-bundle.ts';
import { sampleEvents, sampleFindings, writeSample } from '../../kit/bundle-samples.ts';
import { seededRandom } from '../../kit/log-lines.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { unzipped } from '../../kit/zip-parts.ts';

const random = seededRandom(31);
const int = (below: number) => Math.floor(random() * below);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const word = (length: number) => Array.from({ length }, () => LETTERS[int(LETTERS.length)]).join('');

function withCheckDigit(digits: string): string {
  for (let check = 0; check < 10; check++) {
    const sum = [...`${digits}${check}`].reverse().reduce((total, digit, i) => {
      const doubled = i % 2 === 1 ? Number(digit) * 2 : Number(digit);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    if (sum % 10 === 0) return `${digits}${check}`;
  }
  throw new Error('no check digit');
}

/** A secret and a text that holds it. */
const KINDS: (() => [secret: string, text: string])[] = [
  () => [`u${word(6)}@${word(5)}.example.org`, 'login of SECRET failed'],
  () => [`10.${int(256)}.${int(256)}.${int(256)}`, 'peer=SECRET:443 closed'],
  () => [`2001:db8:${int(9999)}::${int(9999)}:1`, 'from [SECRET]:80'],
  () => [
    withCheckDigit(`4${String(int(1e9)).padStart(9, '0')}${String(int(1e5)).padStart(5, '0')}`),
    'card SECRET declined',
  ],
  () => [`${word(24)}.${word(8)}`, 'GET /x Authorization: Bearer SECRET'],
  () => [Buffer.from(`user:${word(12)}`).toString('base64'), 'header "Authorization: Basic SECRET"'],
  () => [word(12), 'connecting to amqp://svc:SECRET@mq-1:5672/%2f'],
  () => [word(10), 'retry password=SECRET attempt=2'],
  () => [`${word(6)} ${word(6)}`, '{"level":"info","db_password":"SECRET"}'],
  () => [`AKIA${word(16).toUpperCase()}`, 'using SECRET'],
  () => [`ghp_${word(36)}`, 'clone with SECRET done'],
  () => [`eyJ${word(20)}.${word(30)}.${word(20)}`, 'session SECRET'],
  () => [word(16), "config: {api_key: 'SECRET'}"],
  () => [word(64), '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----'],
];

test('of 1,000 planted secrets none is left in any part', async () => {
  const planted = Array.from({ length: 1_000 }, (_, i) => KINDS[i % KINDS.length]!());
  const events = sampleEvents(planted.length).map((event, i) => {
    const [secret, text] = planted[i]!;
    const message = text.replace('SECRET', secret);
    // Beside the message: in a label, in the path, in the service's and the host's name, each in some of them.
    const where = i % 9 === 0 ? { host: { name: message } } : i % 9 === 1 ? { service: { name: message } } : {};
    const path = i % 9 === 2 ? { log: { ...event.log, level: 'ERROR', file: { path: `/var/log/${message}` } } } : {};
    return { ...event, message, labels: { note: message }, ...where, ...path };
  });
  const findings = sampleFindings(events);
  const [first, second] = [events[0]!.message, events[4]!.message];
  const incident = {
    ...findings.incident!,
    title: first,
    notes: second,
    pins: [{ ...findings.incident!.pins[0]!, text: second }],
  };
  const made = await writeSample(temporaryFolder(), events, {
    title: first,
    query: `"${second}"`,
    findings: { ...findings, incident },
    redaction: DEFAULT_REDACTION,
  });
  const parts = await unzipped(made.path);
  const everything = parts.map(({ name, bytes }) => `${name}\n${bytes.toString()}`).join('\n');
  const left = planted.filter(
    ([secret]) => everything.includes(secret) || everything.includes(JSON.stringify(secret).slice(1, -1)),
  );
  expect(left).toEqual([]);
  expect((await verifyBundle(made.path)).ok).toBe(true);
  expect(Object.values(made.hidden!).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2_000);
});
