import { expect, test } from 'vitest';
import { DeadLetterBook } from '../../../src/indexer/dead-letter-book.ts';
import { deadLetterRecord } from '../../../src/indexer/dead-letter-record.ts';
import { MemoryLog } from '../../kit/memory-log.ts';

const TOPIC = 'logs.shop';

async function book(count: number) {
  const log = new MemoryLog();
  for (let n = 0; n < count; n++) {
    const value = Buffer.from([...Buffer.from(`value ${n} `), 0xff]);
    const headers = [{ name: 'trace', value: Buffer.from('t') }];
    const record = { offset: n * 10, timestampMs: 5, key: Buffer.from('file-1'), value, headers };
    const refused = { topic: TOPIC, partition: 3, record, kind: 'mapper_exception', reason: `reason ${n}` };
    await log.append(`${TOPIC}.dead-letter`, [deadLetterRecord(refused, 1_000 + n)]);
  }
  return { log, letters: new DeadLetterBook(log, ['logs.*']) };
}

test('lists the newest first, with place and reason, each once', async () => {
  const { log, letters } = await book(3);
  // The indexer died between putting aside and committing: it puts the same record aside again.
  await log.append(`${TOPIC}.dead-letter`, log.records(`${TOPIC}.dead-letter`).slice(0, 1));
  const page = await letters.list(2);
  expect(page.total).toBe(3);
  expect(page.letters.map(({ id }) => id)).toEqual([`${TOPIC}/3/20`, `${TOPIC}/3/10`]);
  expect(page.letters[0]).toMatchObject({ kind: 'mapper_exception', reason: 'reason 2', atMs: 1_002, bytes: 9 });
});

test('a replay puts the very bytes back, with key and headers, and takes the letter off the list', async () => {
  const { log, letters } = await book(2);
  expect(await letters.replay([{ id: `${TOPIC}/3/10` }, { id: 'nobody/0/0' }])).toEqual([`${TOPIC}/3/10`]);
  const [record] = log.records(TOPIC);
  expect(Buffer.from(record!.value!)).toEqual(Buffer.from([...Buffer.from('value 1 '), 0xff]));
  expect(Buffer.from(record!.key!).toString()).toBe('file-1');
  expect(record!.headers.map(({ name }) => name)).toEqual(['trace']);
  expect((await letters.list(10)).letters.map(({ id }) => id)).toEqual([`${TOPIC}/3/0`]);
});

test('an edited letter is replayed as it was edited; all at once are all', async () => {
  const { log, letters } = await book(2);
  await letters.replay([{ id: `${TOPIC}/3/0`, text: 'mended' }]);
  expect(Buffer.from(log.records(TOPIC)[0]!.value!).toString()).toBe('mended');
  expect(await letters.replay('all')).toEqual([`${TOPIC}/3/10`]);
  expect(await letters.list(10)).toEqual({ letters: [], total: 0 });
});

test('dropped letters are gone; asking for one says so', async () => {
  const { log, letters } = await book(1);
  expect((await letters.read(`${TOPIC}/3/0`)).text).toBe('value 0 \ufffd');
  expect(await letters.drop([`${TOPIC}/3/0`])).toEqual([`${TOPIC}/3/0`]);
  expect(log.records(TOPIC)).toEqual([]);
  await expect(letters.read(`${TOPIC}/3/0`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
