// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { ownFields, provenanceFields } from '../../../../renderer/rows/drawer/event-fields.ts';
import { createFirstSeen, maskLine } from '../../../../renderer/rows/model/first-seen.ts';
import { SERVICE_COLOURS, slotFor } from '../../../../renderer/rows/service-colour.ts';
import { copyText } from '../../../../renderer/rows/text/copy-as.ts';
import { line } from './lines.ts';

describe('service colours', () => {
  test('a clash takes the next free one, and the thirteenth service still has one', () => {
    const taken = new Set<number>();
    for (let n = 0; n < SERVICE_COLOURS; n++) taken.add(slotFor(`service-${n}`, taken));
    expect(taken.size).toBe(SERVICE_COLOURS);
    expect(slotFor('one more', taken)).toBeLessThan(SERVICE_COLOURS);
  });

  test('follow from the name alone while it is free', () => {
    expect(slotFor('inventoryd', new Set())).toBe(slotFor('inventoryd', new Set()));
  });
});

describe('first-seen patterns', () => {
  test('values do not make a pattern', () => {
    expect(maskLine('pool exhausted wait=240ms waiters=17')).toBe(maskLine('pool exhausted wait=9ms waiters=3'));
    expect(maskLine('user "anna" in')).toBe(maskLine('user "bob smith" in'));
    expect(maskLine('pool exhausted')).not.toBe(maskLine('pool drained'));
  });

  test('nothing is new while it learns; later only the first of a kind', () => {
    const watch = createFirstSeen(10_000);
    const isNew = (message: string, atMs: number) => watch.isNew(line(0, message), atMs);
    expect(isNew('start 1', 0)).toBe(false);
    expect(isNew('other', 5_000)).toBe(false);
    expect(isNew('pool exhausted 1', 20_000)).toBe(true);
    expect(isNew('pool exhausted 2', 20_001)).toBe(false);
    expect(isNew('start 2', 20_002)).toBe(false);
  });
});

describe('copyText', () => {
  test('raw, one JSON object a line, and Markdown whose fence the text cannot close', () => {
    const events = [line(1, 'a'), line(2, 'b ```` c')];
    expect(copyText(events, 'raw')).toBe('a\nb ```` c');
    expect(
      copyText(events, 'json')
        .split('\n')
        .map((each) => JSON.parse(each).message),
    ).toEqual(['a', 'b ```` c']);
    const markdown = copyText([events[1]!], 'markdown');
    expect(markdown).toContain('**storefront** · **web-1**');
    expect(markdown).toContain('\n`````\nb ```` c\n`````');
  });
});

describe('fields of the drawer', () => {
  const event = line(1, 'x', {
    labels: { err: 'POOL' },
    http: { response: { status: 503 }, 'a.b': [1, 2] },
    crosstail: { rule: 'r', revision: 42, format: 'glog', partial: true },
  });

  test('every field stands once, in one of the two groups', () => {
    expect(ownFields(event)).toEqual([
      { name: 'service.name', value: 'storefront' },
      { name: 'host.name', value: 'web-1' },
      { name: 'labels.err', value: 'POOL' },
      { name: 'http.response.status', value: '503' },
      { name: 'http.a.b', value: '[1,2]' },
    ]);
    expect(provenanceFields(event)).toEqual([
      { name: 'log.file.path', value: '/var/log/a.log' },
      { name: 'crosstail.rule', value: 'r r42' },
      { name: 'crosstail.format', value: 'glog' },
      { name: 'event.id', value: 'e-1' },
      { name: 'crosstail.partial', value: 'true' },
    ]);
  });
});
