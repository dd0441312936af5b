import { describe, expect, test } from 'vitest';
import { EventRedactor } from '../../../../src/bundle/redaction/event-redactor.ts';
import { DEFAULT_REDACTION, TextRedactor } from '../../../../src/bundle/redaction/text-redactor.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const redactorOf = (rules = DEFAULT_REDACTION) => new EventRedactor(new TextRedactor(rules));
const eventOf = (message: string, more: Partial<LogEvent> = {}): LogEvent => ({
  '@timestamp': '2026-11-23T10:30:00.000Z',
  message,
  event: { id: 'a-1' },
  ...more,
});

/** What a text becomes, with the stand-ins of one redactor. */
function redacted(message: string): string {
  const redactor = redactorOf();
  redactor.learn(eventOf(message));
  return redactor.redact(eventOf(message)).message;
}

describe('EventRedactor', () => {
  test.each([
    ['mail to Ann.Lee+x@mail.example.co.uk failed', 'mail to [email-1] failed'],
    ['url?user=ann%40example.com&x=1', 'url?user=[email-1]&x=1'],
    ['peer 192.168.10.255:8080 and 2001:db8::ff00:42:8329 left', 'peer [ipv4-1]:8080 and [ipv6-1] left'],
    ['at [::1]:443 or fe80::1', 'at [[ipv6-1]]:443 or [ipv6-2]'],
    ['paid with 4111 1111 1111 1111.', 'paid with [card-1].'],
    ['paid with 5500-0000-0000-0004, again 378282246310005', 'paid with [card-1], again [card-2]'],
    ['Authorization: Bearer abc.DEF-123_x', 'Authorization: Bearer [bearer-1]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [basic-1]'],
    ['postgres://app:s3cr%24t@db:5432/x', 'postgres://app:[url-password-1]@db:5432/x'],
    ['password=hunter2 ok', 'password=[password-1] ok'],
    ['{"db_password": "a b c", "n": 1}', '{"db_password": "[password-1]", "n": 1}'],
    ['{\\"api_key\\":\\"k-1234\\"}', '{\\"api_key\\":\\"[password-1]\\"}'],
    ["X-Api-Key: 'zzz-111'", "X-Api-Key: '[password-1]'"],
    ['login(user=ann, password=a(b)c]d) done', 'login(user=ann, password=[password-1]) done'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key [key-1] used'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ok', 'jwt [jwt-1] ok'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY----- end', '[private-key-1] end'],
  ])('%s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  test.each([
    'std::vector<int>::at: index 5 of 3',
    'abc::def() at 10:31:02.123',
    'version 1.2.3.4.5 and 1.2.3',
    'order 4111111111111112 has no check digit',
    'basic authentication failed, bearer authentication required',
    'token expired, password: required',
    'took_us=12345678901234 shard=12',
    'request_id=7f3c2a10-1111-2222-3333-444455556666',
  ])('leaves %s', (text) => {
    expect(redacted(text)).toBe(text);
  });

  test('the same value has the same stand-in in every event and field, written differently too', () => {
    const redactor = redactorOf();
    const first = redactor.redact(eventOf('ann@example.com from 10.0.0.1', { labels: { owner: 'ANN@example.com' } }));
    const second = redactor.redact(eventOf('10.0.0.2 then 10.0.0.1', { host: { name: '10.0.0.1' } }));
    expect(first).toMatchObject({ message: '[email-1] from [ipv4-1]', labels: { owner: '[email-1]' } });
    expect(second).toMatchObject({ message: '[ipv4-2] then [ipv4-1]', host: { name: '[ipv4-1]' } });
    expect(redactor.counts).toEqual({ email: 2, ipv4: 4 });
  });

  test('a secret known from one line is hidden where it stands alone, before that line as well', () => {
    const redactor = redactorOf();
    const lines = ['retry with s3cretTok3n-9 now', 'token=s3cretTok3n-9', '[s3cretTok3n-9]'].map((text) =>
      eventOf(text),
    );
    for (const line of lines) redactor.learn(line);
    expect(lines.map((line) => redactor.redact(line).message)).toEqual([
      'retry with [password-1] now',
      'token=[password-1]',
      '[[password-1]]',
    ]);
  });

  test('fields named like secrets, numbers, names of fields and deep places', () => {
    const redactor = redactorOf();
    const event = eventOf('x', {
      http: { headers: { 'x-auth-token': 'short', 'ann@example.com': 'y' } },
      card: 4111111111111111,
      list: [{ ip: '10.0.0.9' }],
      labels: { partition_key: 'p1' },
    });
    const text = JSON.stringify(redactor.redact(event));
    expect(text).not.toMatch(/short|ann@|4111|10\.0\.0\.9/);
    expect(text).toContain('"partition_key":"p1"');
  });

  test('the message proper is found again behind a changed beginning', () => {
    const redactor = redactorOf();
    const message = 'INFO 10.0.0.1 ann@example.com said hello';
    const event = redactor.redact(eventOf(message, { crosstail: { body_at: 14 } }));
    expect(event.message.slice(event.crosstail!.body_at)).toBe('[email-1] said hello');
  });

  test('own patterns, kinds of choice, and what is not admitted', () => {
    const rules = {
      kinds: ['us-ssn', 'tw-id', 'cn-id', 'iban'],
      patterns: [{ name: 'customer', pattern: 'CUST-(\\d+)' }],
    };
    const message = 'CUST-77 123-45-6789 A123456789 A123456788 11010519491231002X DE89370400440532013000';
    expect(redactorOf(rules).redact(eventOf(message)).message).toBe(
      '[customer-1] [us-ssn-1] [tw-id-1] A123456788 [cn-id-1] [iban-1]',
    );
    for (const pattern of ['(a)\\1', '(?<=x)y', '('])
      expect(() => new TextRedactor({ kinds: [], patterns: [{ name: 'own', pattern }] })).toThrow('cannot be used');
    expect(() => new TextRedactor({ kinds: ['nonsense'], patterns: [] })).toThrow('nonsense');
  });

  test('what an export before hid stays as it is', () => {
    const once = redacted('password=hunter2 ann@example.com');
    expect(redacted(once)).toBe(once);
  });
});
