import { expect, test } from 'vitest';
import { EXPORT_FORMATS, exportedEvent, exportHead } from '../../../../src/bundle/parts/event-export.ts';
import { sampleEvents } from '../../../kit/bundle-samples.ts';

const [sample] = sampleEvents(1);

test('CSV starts no formula and quotes what must be quoted', () => {
  const row = (message: string) => exportedEvent({ ...sample!, message }, 'csv');
  expect(exportHead('csv')).toBe('time,level,service,host,file,offset,id,message\r\n');
  expect(row('plain')).toBe(
    `2026-11-23T10:30:00.000Z,INFO,inventoryd,engine-1,/var/log/inventoryd.log,0,${sample!.event.id},plain\r\n`,
  );
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\uff1d'])
    expect(row(`${start}cmd|'/c calc'!A1`)).toContain(`,"'${start}cmd`);
  expect(row('a "b", c\nd')).toContain(',"a ""b"", c\nd"\r\n');
});

test('NDJSON is the event, text the original lines', () => {
  expect(JSON.parse(exportedEvent(sample!, 'ndjson'))).toEqual(sample);
  expect(exportedEvent({ ...sample!, message: 'a\nb' }, 'text')).toBe('a\nb\n');
  for (const format of EXPORT_FORMATS) if (format !== 'csv') expect(exportHead(format)).toBe('');
});

test('Markdown shows the message as it is, even with fences of its own', () => {
  const text = exportedEvent({ ...sample!, message: 'a\n```\n# b', service: { name: 'x_y*' } }, 'markdown');
  expect(text).toBe('2026-11-23T10:30:00.000Z INFO x\\_y\\*\n\n````\na\n```\n# b\n````\n\n');
});
