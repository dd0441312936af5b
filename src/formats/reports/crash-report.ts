// What a program leaves behind when it fails, written over several lines: where such a report begins and how far it goes.

/** `ruler`: a line of equals signs, which sanitizers draw above their report. */
export type ReportKind = 'python' | 'cxx' | 'ruler' | 'sanitizer' | 'java' | 'go' | 'node' | 'rust';

const SANITIZER =
  /^(?:==\d+==\s?(?:ERROR|WARNING): \w*Sanitizer|WARNING: ThreadSanitizer:|\S+:\d+(?::\d+)?: runtime error: )/;

const STARTS: readonly [ReportKind, RegExp][] = [
  ['python', /^(?:Traceback \(most recent call last\):| {2}\+ Exception Group Traceback)/],
  ['sanitizer', SANITIZER],
  ['ruler', /^={18,}$/],
  [
    'cxx',
    /^(?:terminate called |libc\+\+abi: |\*\*\* (?:Aborted at|SIG[A-Z]+ |Error in |stack smashing|buffer overflow)|={5,} Backtrace|(?:Program|Thread \d+.*) received signal |#0 {1,2}(?:0x|\w)|\s*0# |Stack trace:|Assertion failed: |.*: Assertion `.*' failed\.)/,
  ],
  ['java', /^(?:Exception in thread "|(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error)(?::|$))/],
  ['go', /^(?:panic: |fatal error: |SIG[A-Z]+: |goroutine \d+ \[)/],
  ['rust', /^thread '.*' panicked at /],
  ['node', /^(?:(?:file:\/\/)?\/\S+\.[cm]?[jt]s:\d+$|Uncaught |(?:[A-Z]\w*)?Error: )/],
];

/** Kind of the report that a line begins, if any. Lines of a report start in the first column but for boost's frames. */
export function reportStart(line: string): ReportKind | undefined {
  for (const [kind, start] of STARTS) if (start.test(line)) return kind;
  return undefined;
}

const CONTINUES: Readonly<Record<ReportKind, RegExp>> = {
  python: /^(?:During handling of the above|The above exception was|Traceback \(most recent|\s*[+|])/,
  cxx: /^(?:#\d+ |\d+# |@ |\*\*\* |PC: @|={5,} (?:Backtrace|Memory)|\S*\(.*\) ?\[0x|[0-9a-f]{8,}-[0-9a-f]{8,} |what\(\)|Aborted|Segmentation fault|Thread \d+|\[(?:New )?Thread|Stack trace|terminate called )/,
  ruler: SANITIZER,
  sanitizer: /./,
  java: /^(?:Caused by: |Suppressed: |\.\.\. \d+ |(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error)(?::|$))/,
  go: /^(?:panic: |\[signal |goroutine \d+|created by |exit status |runtime stack:|\[recovered\]|[\w./*-]+(?:\.\(?\*?\w+\)?)*\.?[\w.]*\(.*\)$|\w+ {2,}0x[0-9a-f]+$)/,
  rust: /^(?:note: |stack backtrace:|\s*\d+: )/,
  node: /^(?:[A-Z]\w*: |[A-Z]\w*$|Node\.js v|\S*\^|throw |at |Thrown at)/,
};
const PYTHON_LINK = CONTINUES.python;
const SANITIZER_END = /^(?:==\d+==\s?ABORTING|={18,}$)/;
const SANITIZER_SUMMARY = /^SUMMARY: /;
const BEHIND_SUMMARY = /^(?:\s|=>|Shadow |==\d+==|={18,}$)/;

/** What the tracker changes while it follows a report: an open event holds it. */
export interface ReportState {
  report: ReportKind | undefined;
  isReportOver: boolean;
}

/** True when a line in the first column goes on with the report; updates whether the report is over. */
export function continuesReport(state: ReportState, line: string): boolean {
  switch (state.report) {
    case undefined:
      return false;
    case 'python': {
      // The first unindented line is the exception itself; after it only a chained traceback belongs.
      if (PYTHON_LINK.test(line)) {
        state.isReportOver =
          !line.startsWith('Traceback') && !line.startsWith('During') && !line.startsWith('The above');
        return true;
      }
      if (state.isReportOver) return false;
      state.isReportOver = true;
      return true;
    }
    case 'ruler':
      if (!SANITIZER.test(line)) return false;
      state.report = 'sanitizer';
      return true;
    case 'sanitizer':
      return continuesSanitizer(state, line);
    default:
      return CONTINUES[state.report].test(line);
  }
}

function continuesSanitizer(state: ReportState, line: string): boolean {
  if (state.isReportOver) return BEHIND_SUMMARY.test(line);
  state.isReportOver = SANITIZER_END.test(line) || SANITIZER_SUMMARY.test(line);
  return true;
}
