import { describe, expect, it } from 'vitest';
import { idsOf } from '../../../src/model/log-event.ts';
import { readOne } from './reader-kit.ts';

const HEAD = '2026-11-24 10:31:02,118 INFO app: ';
const UUID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

function ids(text: string): string[] {
  return idsOf(readOne(`${HEAD}${text}\n`))
    .map(({ kind, value }) => `${kind}:${value}`)
    .sort();
}

const FOUND: readonly [string, string[]][] = [
  ['GET / req_id=18f135d2-8c38-b64c user=u1', ['request:18f135d2-8c38-b64c']],
  ['reserve begin req=r-77a1 order=10233 sku=9', ['order:10233', 'request:r-77a1']],
  ['traceId=4bf92f3577b34da6 spanId: 00f067aa0ba902b7', ['span:00f067aa0ba902b7', 'trace:4bf92f3577b34da6']],
  [`traceparent: 00-${TRACE}-${SPAN}-01`, [`span:${SPAN}`, `trace:${TRACE}`]],
  [`seen 00-${TRACE}-${SPAN}-01 here`, [`span:${SPAN}`, `trace:${TRACE}`]],
  [`b3: ${TRACE}-${SPAN}-1`, [`span:${SPAN}`, `trace:${TRACE}`]],
  [`X-B3-TraceId: ${TRACE}`, [`trace:${TRACE}`]],
  [`uber-trace-id=${TRACE}:${SPAN}:0:1`, [`span:${SPAN}`, `trace:${TRACE}`]],
  [`[pay,${SPAN},a1b2c3d4e5f60718,true] charged`, [`span:a1b2c3d4e5f60718`, `trace:${SPAN}`]],
  ['{"correlation_id": "c-9f12", "n": 3}', ['correlation:c-9f12']],
  ["ctx={'session_id': 'S4411', 'user': 'x'}", ['session:S4411']],
  [
    '[req-38101a0b-2096-447d-96ea-a692162415ae 113d - -] 10.0.0.1',
    ['request:req-38101a0b-2096-447d-96ea-a692162415ae'],
  ],
  ['handling req-7f3a9c now', ['request:req-7f3a9c']],
  [`[instance: ${UUID}] spawned`, [`instance:${UUID}`]],
  [`Processing request ${UUID}`, [`request:${UUID}`]],
  [`order id ${UUID} paid`, [`order:${UUID}`]],
  [`volume_id=${UUID}`, [`volume:${UUID}`]],
  [`- [${UUID}] Started POST "/pay"`, [`correlation:${UUID}`]],
  [`\u001b[1m{\u001b[0m\u001b[3mreq\u001b[0m\u001b[2m=\u001b[0m${UUID}\u001b[1m}\u001b[0m`, [`request:${UUID}`]],
  ['\u001b[36mrequest_id=\u001b[0mabc-123 \u001b[36mform=\u001b[0m77', ['request:abc-123']],
  ['X-Request-ID: 7b1f-99, Order-Id: A118', ['order:A118', 'request:7b1f-99']],
  ['msg="done" request_id="7f3a9c"', ['request:7f3a9c']],
  ['(requestId=77aa, transaction_id=tx-9)', ['request:77aa', 'transaction:tx-9']],
  ['dd.trace_id=123456789012345678 dd.span_id=98765432101', ['span:98765432101', 'trace:123456789012345678']],
];

const NONE: readonly string[] = [
  'trace=true order=asc session=closed',
  'request: GET /index.html',
  'request_id=null trace_id=- span_id=0000000000000000',
  'session=2 request=17 tx=3ms',
  'took 12 ms, status=200 id=5 pid=44',
  'pid: 7, width: 1024, node: 3fa85f64',
  'order by created_at desc limit=10',
  `a file /tmp/${UUID}.json was read`,
  'reorder=12345 unrequested=5555',
  'std::map::at: key not found',
  'time 10:31:02 ratio 12:1',
  'request_id= next=1',
  'traceback: 1234567 lines',
];

describe('correlation ids', () => {
  it.each(FOUND)('%s', (text, expected) => expect(ids(text)).toEqual([...expected].sort()));
  it.each(NONE.map((text) => [text]))('none in: %s', (text) => expect(ids(text)).toEqual([]));

  it("a rule's patterns add more, by the name of their group", () => {
    const event = readOne(`${HEAD}cart#88 sold to c=7\n`, { correlate: ['cart#(?<cart>\\d+)', 'c=(?<customer>\\d+)'] });
    expect(event.crosstail?.ids).toEqual({ cart: ['88'], customer: ['7'] });
  });

  it('a pattern that RE2 does not admit is refused', () => {
    expect(() => readOne('x\n', { correlate: ['(?<=a)(?<b>c)'] })).toThrow(/cannot be used/);
  });
});
