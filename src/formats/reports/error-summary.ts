// Type and message of the error that a text of several lines reports.

export interface ErrorSummary {
  type?: string;
  message?: string;
}

const LONGEST_LINE = 2_000;
const LONGEST_MESSAGE = 1_000;
const NAMED = /^(?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*$/;

/** What went wrong, from the lines behind the head; undefined when the text reports no error. */
export function errorSummary(lines: readonly string[]): ErrorSummary | undefined {
  const short = lines.map((line) => line.slice(0, LONGEST_LINE));
  return (
    sanitizer(short) ??
    terminate(short) ??
    python(short) ??
    go(short) ??
    rust(short) ??
    thrown(short) ??
    checkFailed(short)
  );
}

function summary(type: string | undefined, message: string | undefined): ErrorSummary {
  const text = message?.trim().slice(0, LONGEST_MESSAGE);
  return { ...(type === undefined ? {} : { type }), ...(text === undefined || text === '' ? {} : { message: text }) };
}

function first(lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match !== null) return match;
  }
  return undefined;
}

function sanitizer(lines: readonly string[]): ErrorSummary | undefined {
  const match = first(lines, /(?:ERROR|WARNING): (\w*Sanitizer): (.*)$/);
  if (match !== undefined) return summary(match[1], match[2]!.replace(/ \(pid=\d+\)$/, ''));
  const undefinedBehaviour = first(lines, /^\S+:\d+(?::\d+)?: runtime error: (.*)$/);
  return undefinedBehaviour === undefined ? undefined : summary('UndefinedBehaviorSanitizer', undefinedBehaviour[1]);
}

function terminate(lines: readonly string[]): ErrorSummary | undefined {
  const match = first(
    lines,
    /terminat(?:e called after throwing an instance of|ing.* due to uncaught exception of type) '?([^':]+(?:::[^':]+)*)'?(?:: (.*))?/,
  );
  if (match !== undefined) return summary(match[1]!.trim(), first(lines, /^\s*what\(\):\s*(.*)$/)?.[1] ?? match[2]);
  const signal =
    first(lines, /^\*\*\* (SIG[A-Z]+) (.*?)(?:; stack trace: \*\*\*)?$/) ??
    first(lines, /received signal (SIG[A-Z]+), (.*?)\.?$/);
  return signal === undefined ? undefined : summary(signal[1], signal[2]);
}

/** The last exception of a chain is the one that was not caught. */
function python(lines: readonly string[]): ErrorSummary | undefined {
  const start = lines.findLastIndex((line) => /Traceback \(most recent call last\):$/.test(line));
  if (start === -1) return undefined;
  const margin = /^\s*[+|]? ?/.exec(lines[start]!)![0].length > 1 ? /^\s*\|\s?/ : /^(?=\S)/;
  for (let i = start + 1; i < lines.length; i++) {
    const edge = margin.exec(lines[i]!);
    if (edge === null) continue;
    const text = lines[i]!.slice(edge[0].length);
    const match = /^([\w.]+)(?:: (.*))?$/.exec(text);
    if (match !== null && NAMED.test(match[1]!)) return summary(match[1], match[2]);
  }
  return undefined;
}

function go(lines: readonly string[]): ErrorSummary | undefined {
  const match = first(lines, /^(panic|fatal error): (.*)$/);
  return match === undefined ? undefined : summary(match[1], match[2]);
}

function rust(lines: readonly string[]): ErrorSummary | undefined {
  const match = first(lines, /thread '.*' panicked at '?(.*?)'?(?:, \S+:\d+:\d+|:)?$/);
  return match === undefined ? undefined : summary('panic', match[1]);
}

/** Java, Kotlin, Node, .NET: the line above the first `at …`. */
function thrown(lines: readonly string[]): ErrorSummary | undefined {
  const at = lines.findIndex((line) => /^\s+at \S/.test(line));
  for (let i = at - 1; i >= 0; i--) {
    const match =
      /(?:^|Exception in thread ".*?" |Uncaught |[:\s-] ?)((?:[\w$]+\.)*[A-Z][\w$]*(?:Exception|Error|Throwable|Failure))(?:: (.*))?$/.exec(
        lines[i]!,
      );
    if (match !== null) return summary(match[1], match[2]);
  }
  return undefined;
}

function checkFailed(lines: readonly string[]): ErrorSummary | undefined {
  const match = first(lines, /(Check failed|Assertion failed): (.*)$/) ?? first(lines, /(Assertion) `(.*)' failed/);
  return match === undefined ? undefined : summary(match[1], match[2]);
}
