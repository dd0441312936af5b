import { describe, expect, it } from 'vitest';
import {
  eventsOfLog,
  FreshIds,
  parseRecording,
  printRecording,
  requestIdOf,
  textAt,
} from '../../../../src/host/sample/recording.ts';

const GLOG = [
  'I1124 10:31:02.118123 12345 reserve.cc:88] reserve begin req=7f3a9c1e52b0 order=448002 sku=TEA-118 pieces=3',
  "F1124 10:31:02.120001 12345 crash.cc:49] terminate called after throwing an instance of 'std::out_of_range'",
  '  what():  vector::_M_range_check',
  '    @     0x55c828b5a3a4  Shelves::take()',
  '',
].join('\n');

const PYTHON = [
  '2026-11-24 10:31:02,119 - pricing.quote - ERROR - quote failed request_id=7f3a9c1e52b0 order=448002',
  'Traceback (most recent call last):',
  "KeyError: 'mixed'",
  '',
  'The above exception was the direct cause of the following exception:',
  '',
  'QuoteError: no VAT class',
  '2026-11-24 10:31:02,130 - pricing.cache - DEBUG - sweep entries=4 expired=0',
  '',
].join('\n');

const ids = () => {
  let next = 0;
  return new FreshIds(() => (next++).toString(16).padStart(12, '0'), 500_000);
};

describe('a recorded run', () => {
  it('joins lines without a time to the event above them', () => {
    const engine = eventsOfLog('inventoryd', GLOG, 2026);
    expect(engine.map((event) => event.text.split('\n').length)).toEqual([1, 3]);
    const pricing = eventsOfLog('pricing', PYTHON, 2026);
    expect(pricing.map((event) => event.text.split('\n').length)).toEqual([7, 1]);
    expect(pricing[0]?.text).toContain('exception:\n\nQuoteError');
  });

  it('gives back the very text when it is replayed at its own time with its own ids', () => {
    for (const [service, log] of [
      ['inventoryd', GLOG],
      ['pricing', PYTHON],
    ] as const) {
      const own = new FreshIds(() => '7f3a9c1e52b0', 448_002);
      const replayed = eventsOfLog(service, log, 2026).map((event) => `${textAt(event, event.at, own)}\n`);
      expect(replayed.join('')).toBe(log);
    }
  });

  it('writes a fresh time in the form of each service', () => {
    const timeMs = new Date(2027, 0, 2, 3, 4, 5, 6).getTime() + 0.75;
    const [engine] = eventsOfLog('inventoryd', GLOG, 2026);
    const [pricing] = eventsOfLog('pricing', PYTHON, 2026);
    expect(textAt(engine!, timeMs, ids())).toMatch(/^I0102 03:04:05\.006750 12345 reserve\.cc:88\] reserve begin/);
    expect(textAt(pricing!, timeMs, ids())).toMatch(/^2027-01-02 03:04:05,006 - pricing\.quote - ERROR/);
  });

  it('gives one recorded id the same fresh id in every service, and different ones different ids', () => {
    const fresh = ids();
    const [engine] = eventsOfLog('inventoryd', GLOG, 2026);
    const [pricing] = eventsOfLog('pricing', PYTHON, 2026);
    const texts = [textAt(engine!, 0, fresh), textAt(pricing!, 0, fresh)];
    expect(texts[0]).toContain('req=000000000000 order=500000 ');
    expect(texts[1]).toContain('request_id=000000000000 order=500000');
    expect(fresh.request('aaaaaaaaaaaa')).toBe('000000000001');
    expect(fresh.order('448003')).toBe(500_001);
  });

  it('finds the request of an event, and none where there is none', () => {
    const [first, second] = eventsOfLog('pricing', PYTHON, 2026);
    expect(requestIdOf(first!)).toBe('7f3a9c1e52b0');
    expect(requestIdOf(second!)).toBeUndefined();
  });

  it('is read as it was printed, and refuses what is no recording', () => {
    const recording = { lengthMs: 1_000, healedAtMs: 700, events: eventsOfLog('inventoryd', GLOG, 2026) };
    expect(parseRecording(printRecording(recording))).toEqual(recording);
    expect(() => parseRecording('not a recording')).toThrow(/cannot be read/);
  });
});
