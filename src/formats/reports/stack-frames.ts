// Frames of a stack, as the tools of each language print them.
import type { StackFrame } from '../../model/log-event.ts';

const MAX_FRAMES = 128;
const LONGEST_LINE = 1_000;

type Reader = (match: RegExpExecArray) => StackFrame;

const FORMS: readonly [RegExp, Reader][] = [
  // Python
  [/^\s*\|?\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/, (m) => frame(m[3], m[1], m[2])],
  // sanitizers: #0 0x4f2 in name /file.cc:12:3 | #0 0x4f2 in name (/bin/x+0x12) | #0 0x4f2 (/bin/x+0x12)
  [
    /^\s*#\d+ (0x[0-9a-f]+)(?: in (.+?))? \(([^()\s]+?)\+0x[0-9a-f]+\)/,
    (m) => frame(m[2], undefined, undefined, m[3], m[1]),
  ],
  [
    /^\s*#\d+ (?:(0x[0-9a-f]+) in )?(\S.*?) ([^\s:()]+):(\d+)(?::\d+)?(?: \(\S+\))?$/,
    (m) => frame(m[2], m[3], m[4], undefined, m[1]),
  ],
  // gdb: #0  0x.. in name (args) at file.c:12 | #1  name (args) at file.c:12 | … from /lib/x.so
  [
    /^\s*#\d+ {1,2}(?:(0x[0-9a-f]+) in )?(.+?) \(.*\) at ([^\s:]+):(\d+)$/,
    (m) => frame(m[2], m[3], m[4], undefined, m[1]),
  ],
  [
    /^\s*#\d+ {1,2}(?:(0x[0-9a-f]+) in )?(.+?) \(.*\)(?: from (\S+))?$/,
    (m) => frame(m[2], undefined, undefined, m[3], m[1]),
  ],
  // boost.stacktrace:  0# name at file.cpp:12 |  1# name in ./a.out
  [/^\s*\d+# (?:(0x[0-9a-f]+) in |)(.+?) at ([^\s:]+):(\d+)$/i, (m) => frame(m[2], m[3], m[4], undefined, m[1])],
  [/^\s*\d+# (.+?) in (\S+)$/, (m) => frame(/^0x/i.test(m[1]!) ? undefined : m[1], undefined, undefined, m[2])],
  [/^\s*\d+# (0x[0-9A-Fa-f]+|.+)$/, (m) => (/^0x/i.test(m[1]!) ? { address: m[1]! } : frame(m[1]))],
  // glog:     @     0x55d name(args)
  [/^\s*@\s+(0x[0-9a-f]+)(?:\s+(.+))?$/, (m) => frame(m[2], undefined, undefined, undefined, m[1])],
  // glibc: /lib/x.so(name+0x12)[0x7f] | ./prog() [0x40]
  [
    /^\s*(\S+?)\(([^()+]*)(?:\+0x[0-9a-f]+)?\)\s?\[(0x[0-9a-f]+)\]$/,
    (m) => frame(m[2], undefined, undefined, m[1], m[3]),
  ],
  // Java: at a.b.C.m(C.java:12) | at m//a.C.m(Native Method)
  [/^\s*at ([\w.$/<>@-]+)\(([\w$-]+\.(?:java|kt|scala|groovy|clj)):(\d+)\)/, (m) => frame(m[1], m[2], m[3])],
  [/^\s*at ([\w.$/<>@-]+)\((?:Native Method|Unknown Source|<generated>)\)/, (m) => frame(m[1])],
  // Node: at name (/file.js:12:3) | at /file.js:12:3
  [/^\s*at (?:async )?(.+?) \((.+?):(\d+):\d+\)$/, (m) => frame(m[1], m[2], m[3])],
  [/^\s*at (?:async )?(\/\S+|file:\S+|node:\S+):(\d+):\d+$/, (m) => frame(undefined, m[1], m[2])],
  // .NET: at A.B.C() in /file.cs:line 12
  [/^\s*at (.+?\))(?: in (.+?):line (\d+))?$/, (m) => frame(m[1], m[2], m[3])],
];
const GO_FUNCTION = /^((?:[\w.*()-]+\/)*[\w.*()-]+)\((?:[^()]|\{.*\})*\)$/;
const GO_PLACE = /^\t(\S+\.go|\S+\.s):(\d+)(?: \+0x[0-9a-f]+)?$/;
const RUST_FUNCTION = /^\s*\d+: +(?:0x[0-9a-f]+ - )?(\S.*)$/;
const RUST_PLACE = /^\s+at (\S+?):(\d+)(?::\d+)?$/;

/** The frames of a multi-line text in the order of its lines, at most 128. */
export function stackFrames(lines: readonly string[]): StackFrame[] {
  const frames: StackFrame[] = [];
  for (let i = 0; i < lines.length && frames.length < MAX_FRAMES; i++) {
    const line = lines[i]!;
    if (line.length > LONGEST_LINE) continue;
    const paired = pairedFrame(line, lines[i + 1] ?? '');
    if (paired !== undefined) {
      frames.push(paired);
      i++;
      continue;
    }
    const found = singleFrame(line);
    if (found !== undefined) frames.push(found);
  }
  return frames;
}

function singleFrame(line: string): StackFrame | undefined {
  for (const [form, read] of FORMS) {
    const match = form.exec(line);
    if (match !== null) return read(match);
  }
  return undefined;
}

// Go and Rust write the function on one line and its place on the next.
function pairedFrame(line: string, next: string): StackFrame | undefined {
  const goPlace = GO_PLACE.exec(next);
  const goFunction = goPlace === null ? null : (GO_FUNCTION.exec(line) ?? /^created by (\S+)/.exec(line));
  if (goPlace !== null && goFunction !== null) return frame(goFunction[1], goPlace[1], goPlace[2]);
  const rustPlace = RUST_PLACE.exec(next);
  const rustFunction = rustPlace === null ? null : RUST_FUNCTION.exec(line);
  return rustPlace !== null && rustFunction !== null ? frame(rustFunction[1], rustPlace[1], rustPlace[2]) : undefined;
}

function frame(name?: string, file?: string, line?: string, module?: string, address?: string): StackFrame {
  return {
    ...(name === undefined || name === '' ? {} : { function: name.trim() }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(module === undefined || module === '' ? {} : { module }),
    ...(address === undefined ? {} : { address }),
  };
}
