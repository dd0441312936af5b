import { describe, expect, it } from 'vitest';
import { bodyOf, read, readOne } from './reader-kit.ts';

const PYTHON = `Traceback (most recent call last):
  File "/srv/app/pay.py", line 42, in charge
    card.debit(sum)
  File "/srv/app/card.py", line 7, in debit
    raise CardError("no money")
pay.CardError: no money`;

const CHAINED = `Traceback (most recent call last):
  File "/srv/app/db.py", line 3, in get
    return rows[key]
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app/api.py", line 9, in show
    raise NotFound(key)
api.NotFound: a`;

const GROUP = `  + Exception Group Traceback (most recent call last):
  |   File "/srv/app/a.py", line 4, in <module>
  |     raise ExceptionGroup("many", errors)
  | ExceptionGroup: many (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | TypeError: x
    +------------------------------------`;

const TERMINATE = `terminate called after throwing an instance of 'std::out_of_range'
  what():  vector::_M_range_check: __n (which is 9) >= this->size() (which is 3)
Aborted (core dumped)`;

const ASAN = `=================================================================
==12345==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x0000004f3a2b
READ of size 4 at 0x602000000010 thread T0
    #0 0x4f3a2a in reserve(Pool&, int) /src/engine/reserve.cc:88:12
    #1 0x4f3b11 in main /src/engine/main.cc:20:3
    #2 0x7f1a2b in __libc_start_main (/lib/x86_64-linux-gnu/libc.so.6+0x23d0a)

0x602000000010 is located 0 bytes inside of 4-byte region
freed by thread T0 here:
    #0 0x4c1e7d in operator delete(void*) (/srv/engine+0x4c1e7d)

SUMMARY: AddressSanitizer: heap-use-after-free /src/engine/reserve.cc:88:12 in reserve(Pool&, int)
Shadow bytes around the buggy address:
  0x0c047fff7fb0: 00 00 00 00
=>0x0c047fff8000: fa fa[fd]fa
==12345==ABORTING`;

const TSAN = `==================
WARNING: ThreadSanitizer: data race (pid=77)
  Write of size 4 at 0x7b04 by thread T1:
    #0 inc /src/a.cc:5:3 (a.out+0x4a1)
  Previous read of size 4 at 0x7b04 by main thread:
    #0 main /src/a.cc:12:3 (a.out+0x4b2)
SUMMARY: ThreadSanitizer: data race /src/a.cc:5:3 in inc
==================`;

const UBSAN = `engine/sum.cc:14:9: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
    #0 0x4f3a2a in sum /src/engine/sum.cc:14:9
SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior engine/sum.cc:14:9 in`;

const GDB = `Program received signal SIGSEGV, Segmentation fault.
#0  0x00005555 in Pool::take (this=0x0, n=3) at pool.cc:31
#1  0x00005556 in main () at main.cc:9
#2  0x00007ffff in __libc_start_main () from /lib/libc.so.6`;

const GLIBC = `*** Error in \`./engine': double free or corruption (fasttop): 0x0000000001c2f010 ***
======= Backtrace: =========
/lib/x86_64-linux-gnu/libc.so.6(+0x777e5)[0x7f1d3a0b67e5]
./engine(_ZN4Pool4freeEv+0x2a)[0x400b2a]`;

const BOOST = ` 0# boost::stacktrace::basic_stacktrace::init at /usr/include/boost/stacktrace.hpp:75
 1# Pool::take(int) at /src/pool.cc:31
 2# main in ./engine`;

const JAVA = `Exception in thread "main" java.lang.IllegalStateException: not ready
\tat com.acme.Pay.charge(Pay.java:42)
\tat com.acme.Main.main(Main.java:7)
Caused by: java.io.IOException: closed
\tat com.acme.Net.read(Net.java:9)
\t... 2 more`;

const GO = `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.pick(...)
\t/src/main.go:8
main.main()
\t/src/main.go:14 +0x1d
exit status 2`;

const NODE = `/srv/app/pay.js:3
    throw new TypeError('no card');
    ^

TypeError: no card
    at charge (/srv/app/pay.js:3:11)
    at /srv/app/main.js:9:1

Node.js v22.1.0`;

const GLOG = `F1124 10:31:02.118123 12345 pool.cc:31] Check failed: size_ > 0 (0 vs. 0)
*** Check failure stack trace: ***
    @     0x7f1d3a0b67e5  google::LogMessage::Fail()
    @     0x55d0c1a2b3c4  Pool::take(int)
    @     0x55d0c1a2b3d0  (unknown)`;

interface Report {
  name: string;
  text: string;
  type?: string;
  message?: string;
  frames: number;
  first?: Record<string, unknown>;
}

const REPORTS: readonly Report[] = [
  {
    name: 'Python traceback',
    text: PYTHON,
    type: 'pay.CardError',
    message: 'no money',
    frames: 2,
    first: { function: 'charge', file: '/srv/app/pay.py', line: 42 },
  },
  { name: 'chained Python traceback', text: CHAINED, type: 'api.NotFound', message: 'a', frames: 2 },
  {
    name: 'Python exception group',
    text: GROUP,
    type: 'ExceptionGroup',
    message: 'many (2 sub-exceptions)',
    frames: 1,
  },
  {
    name: 'std::terminate',
    text: TERMINATE,
    type: 'std::out_of_range',
    message: 'vector::_M_range_check: __n (which is 9) >= this->size() (which is 3)',
    frames: 0,
  },
  {
    name: 'AddressSanitizer',
    text: ASAN,
    type: 'AddressSanitizer',
    message: 'heap-use-after-free on address 0x602000000010 at pc 0x0000004f3a2b',
    frames: 4,
    first: { function: 'reserve(Pool&, int)', file: '/src/engine/reserve.cc', line: 88, address: '0x4f3a2a' },
  },
  {
    name: 'ThreadSanitizer',
    text: TSAN,
    type: 'ThreadSanitizer',
    message: 'data race',
    frames: 2,
    first: { function: 'inc', file: '/src/a.cc', line: 5 },
  },
  { name: 'UndefinedBehaviorSanitizer', text: UBSAN, type: 'UndefinedBehaviorSanitizer', frames: 1 },
  {
    name: 'gdb backtrace',
    text: GDB,
    type: 'SIGSEGV',
    message: 'Segmentation fault',
    frames: 3,
    first: { function: 'Pool::take', file: 'pool.cc', line: 31, address: '0x00005555' },
  },
  { name: 'glibc backtrace', text: GLIBC, frames: 2 },
  { name: 'boost.stacktrace', text: BOOST, frames: 3 },
  {
    name: 'Java',
    text: JAVA,
    type: 'java.lang.IllegalStateException',
    message: 'not ready',
    frames: 3,
    first: { function: 'com.acme.Pay.charge', file: 'Pay.java', line: 42 },
  },
  {
    name: 'Go panic',
    text: GO,
    type: 'panic',
    message: 'runtime error: index out of range [5] with length 3',
    frames: 2,
    first: { function: 'main.pick', file: '/src/main.go', line: 8 },
  },
  { name: 'Node', text: NODE, type: 'TypeError', message: 'no card', frames: 2 },
  {
    name: 'glog fatal',
    text: GLOG,
    type: 'Check failed',
    message: 'size_ > 0 (0 vs. 0)',
    frames: 3,
    first: { function: 'google::LogMessage::Fail()', address: '0x7f1d3a0b67e5' },
  },
];

describe('reports', () => {
  it.each(REPORTS.map((report) => [report.name, report] as const))('%s is one event in a plain file', (_, report) => {
    const event = readOne(`${report.text}\n`);
    expect(event.message).toBe(report.text);
    if (report.type !== undefined) expect(event.error?.type).toBe(report.type);
    if (report.message !== undefined) expect(event.error?.message).toBe(report.message);
    expect(event.crosstail?.frames?.length ?? 0).toBe(report.frames);
    if (report.first !== undefined) expect(event.crosstail?.frames?.[0]).toEqual(report.first);
  });

  // Behind a line with a head, plain lines belong to it: glog's report has one.
  it.each(REPORTS.filter((report) => report.text !== GLOG).map((report) => [report.name, report] as const))(
    '%s ends where plain lines go on',
    (_, report) => {
      const events = read(`before\n${report.text}\nplain words go on here\nand here\n`);
      expect(events.map((event) => event.message)).toEqual([
        'before',
        report.text,
        'plain words go on here',
        'and here',
      ]);
    },
  );

  it.each(REPORTS.filter((report) => report.text !== GLOG).map((report) => [report.name, report] as const))(
    '%s belongs to the error line before it',
    (_, report) => {
      const line = '2026-11-24 10:31:02,118 ERROR app: failed req_id=7f3a9c';
      const next = '2026-11-24 10:31:03,000 INFO app: next';
      const events = read(`${line}\n${report.text}\n${next}\n`);
      expect(events.map((event) => event.message)).toEqual([`${line}\n${report.text}`, next]);
      expect(events[0]!.log?.level).toBe('ERROR');
      expect(events[0]!.crosstail?.ids).toEqual({ request: ['7f3a9c'] });
    },
  );

  it('a crash after a quiet line is an event of its own', () => {
    const events = read(`2026-11-24 10:31:02,118 INFO app: ready\n${PYTHON}\n`);
    expect(events).toHaveLength(2);
    expect(events[1]!.error?.type).toBe('pay.CardError');
    expect(events[1]!['@timestamp']).toBe('2026-11-24T10:31:02.118Z');
    expect(events[1]!.crosstail?.time_guessed).toBe(true);
  });

  it('through syslog a traceback is one event, whoever writes between', () => {
    const lines = PYTHON.split('\n').map((line) => `Nov 24 10:31:02 web1 app[7]: ${line}`);
    lines.splice(2, 0, 'Nov 24 10:31:02 web1 sshd[9]: Invalid user bob');
    const events = read(`${lines.join('\n')}\n`);
    expect(events).toHaveLength(2);
    expect(events.map((event) => event.message.split('\n').length).sort()).toEqual([1, 6]);
    expect(events.find((event) => event.error !== undefined)?.error?.type).toBe('pay.CardError');
  });

  it('several containers in one compose log keep their own events', () => {
    const text = `web-1   | Traceback (most recent call last):
db-1    | 2026-11-24 10:31:02.118 UTC [1] LOG:  checkpoint
web-1   |   File "/a.py", line 1, in f
db-1    | 2026-11-24 10:31:03.118 UTC [1] LOG:  done
web-1   | ValueError: x
`;
    const events = read(text);
    expect(events.filter((event) => event.crosstail?.format === 'postgres')).toHaveLength(2);
    expect(events.find((event) => event.error?.type === 'ValueError')?.message).toBe(
      'Traceback (most recent call last):\n  File "/a.py", line 1, in f\nValueError: x',
    );
  });

  it('pretty-printed JSON is one event with its time and level', () => {
    const text =
      '{\n  "time": "2026-11-24T10:31:02Z",\n  "level": "error",\n  "msg": "boom",\n  "at": {\n    "x": "}"\n  }\n}';
    const events = read(`${text}\nafter\n`);
    expect(events.map((event) => event.message)).toEqual([text, 'after']);
    expect(events[0]!['@timestamp']).toBe('2026-11-24T10:31:02.000Z');
    expect(events[0]!.log?.level).toBe('ERROR');
    expect(bodyOf(events[0]!)).toBe('boom');
  });

  it("journald's export format is one event a record", () => {
    const record = (n: number) =>
      `__CURSOR=s=1;i=${n}\n__REALTIME_TIMESTAMP=179551626211812${n}\nPRIORITY=3\nMESSAGE=disk ${n}\n_PID=17\n`;
    const events = read(`${record(1)}\n${record(2)}\n`);
    expect(events.map((event) => [event['@timestamp'], event.log?.level, bodyOf(event)])).toEqual([
      ['2026-11-24T10:31:02.118121Z', 'ERROR', 'disk 1'],
      ['2026-11-24T10:31:02.118122Z', 'ERROR', 'disk 2'],
    ]);
  });

  it("a rule's own start pattern decides alone; none joins nothing", () => {
    const text = 'BEGIN 1\nEND\nBEGIN 2\n  x\n';
    expect(read(text, { multiline: { start: '^BEGIN' } }).map((event) => event.message)).toEqual([
      'BEGIN 1\nEND',
      'BEGIN 2\n  x',
    ]);
    expect(read(text, { multiline: 'none' })).toHaveLength(4);
  });

  it('lines beyond the cap are cut and counted', () => {
    const line = '2026-11-24 10:31:02,118 ERROR app: failed';
    const event = readOne(`${line}\n${'more\n'.repeat(20)}`, { caps: { maxLines: 5 } });
    expect(event.message).toBe(`${line}${'\nmore'.repeat(4)}`);
    expect(event.crosstail?.truncated).toBe(16 * 5);
  });
});

describe('containers', () => {
  it('Docker: the text inside, its stream and time', () => {
    const line = JSON.stringify({
      log: 'ready \u001b[1mnow\u001b[0m\n',
      stream: 'stderr',
      time: '2026-11-24T10:31:02.118123456Z',
    });
    const event = readOne(`${line}\n`);
    expect(event.message).toBe('ready \u001b[1mnow\u001b[0m');
    expect(event['@timestamp']).toBe('2026-11-24T10:31:02.118123456Z');
    expect(event.labels).toEqual({ stream: 'stderr' });
    expect(event.crosstail?.time_guessed).toBeUndefined();
  });

  it('CRI: parts of a long line are put together, streams do not mix', () => {
    const text = `2026-11-24T10:31:02.1Z stdout P one 
2026-11-24T10:31:02.2Z stderr F other
2026-11-24T10:31:02.3Z stdout F two
2026-11-24T10:31:02.4Z stdout F I1124 10:31:02.118123 1 main.go:42] inner
`;
    const events = read(text);
    expect(events.map((event) => event.message).sort()).toEqual([
      'I1124 10:31:02.118123 1 main.go:42] inner',
      'one two',
      'other',
    ]);
    expect(events.find((event) => event.message === 'one two')?.log?.offset).toBe(0);
    expect(events.find((event) => event.message.endsWith('inner'))?.crosstail?.format).toBe('glog');
  });
});
