import { describe, expect, it } from 'vitest';
import { bodyOf, read, readOne } from '../reader-kit.ts';

describe('access logs', () => {
  it('the combined format becomes ECS fields, and the body keeps the client', () => {
    const line =
      '10.0.0.7 - bob [24/Nov/2026:10:31:02 +0100] "GET /a/b?x=1&y=2 HTTP/1.1" 502 2326 "https://r.example/" "curl/8 \\"q\\""';
    const event = readOne(`${line}\n`);
    expect(event).toMatchObject({
      source: { address: '10.0.0.7', ip: '10.0.0.7' },
      user: { name: 'bob' },
      http: {
        version: '1.1',
        request: { method: 'GET', referrer: 'https://r.example/' },
        response: { status_code: 502, body: { bytes: 2326 } },
      },
      url: { original: '/a/b?x=1&y=2', path: '/a/b', query: 'x=1&y=2' },
      user_agent: { original: 'curl/8 \\"q\\"' },
    });
    expect(bodyOf(event)).toBe(line);
    expect(event.log?.level).toBeUndefined();
  });

  it('the common format, names, IPv6, virtual hosts and no size', () => {
    const events = read(
      [
        '::1 - - [24/Nov/2026:10:31:02 +0100] "HEAD / HTTP/1.0" 304 -',
        'client.example - - [24/Nov/2026:10:31:02 +0100] "POST /pay HTTP/2.0" 201 0',
        'shop.example:443 192.0.2.9 - - [24/Nov/2026:10:31:02 +0100] "GET /v HTTP/1.1" 200 5 "-" "-"',
      ].join('\n'),
    );
    expect(events.map(({ source, http, url }) => ({ source, http, url }))).toEqual([
      {
        source: { address: '::1', ip: '::1' },
        http: { version: '1.0', request: { method: 'HEAD' }, response: { status_code: 304 } },
        url: { original: '/', path: '/' },
      },
      {
        source: { address: 'client.example' },
        http: { version: '2.0', request: { method: 'POST' }, response: { status_code: 201, body: { bytes: 0 } } },
        url: { original: '/pay', path: '/pay' },
      },
      {
        source: { address: '192.0.2.9', ip: '192.0.2.9' },
        http: { version: '1.1', request: { method: 'GET' }, response: { status_code: 200, body: { bytes: 5 } } },
        url: { original: '/v', path: '/v' },
      },
    ]);
  });

  it.each(['"\\x16\\x03\\x01\\x02" 400 226', '"-" 400 226', '"" 400 226'])(
    'what is no request has a status only: %s',
    (rest) => {
      const event = readOne(`1.2.3.4 - - [24/Nov/2026:10:31:02 +0100] ${rest}\n`);
      expect(event.http).toEqual({ response: { status_code: 400, body: { bytes: 226 } } });
      expect(event.url).toBeUndefined();
    },
  );
});

describe('syslog', () => {
  it('host and process come from the line', () => {
    const events = read(
      [
        'Nov 24 10:31:02 web1 sshd[24200]: Invalid user',
        'Nov 24 10:31:03 web2 kernel: oops',
        '<165>1 2026-11-24T10:31:02Z db1 pg 77 ID47 - up',
        '<165>1 2026-11-24T10:31:02Z - - - - - nobody',
      ].join('\n'),
    );
    expect(events.map(({ host, process }) => [host?.name, process])).toEqual([
      ['web1', { name: 'sshd', pid: 24200 }],
      ['web2', { name: 'kernel' }],
      ['db1', { name: 'pg', pid: 77 }],
      ['h1', undefined],
    ]);
  });
});
