import { bodyOf, type LogEvent } from '../../model/log-event.ts';

const HEAD_LENGTH = 240;
/** A `Class#line` or `file.ext:line` word near the start of a message. */
const MARK = /[#:](\d{1,6})(?=[\s\])},:]|$)/g;
const SOURCE_FILE =
  /^[\w$@./\\+-]+\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|py|pyx|java|kt|scala|groovy|go|rs|js|mjs|cjs|ts|tsx|rb|php|cs|fs|swift|mm|m|pl|lua|ex|erl|clj)$/;
/** `Name#12` is a place when the name is a class (`OrderService`) or dotted (`o.s.OrderService`); `order#12` is not. */
const CLASS_NAME = /(?:\.|^[A-Z]\w*[a-z])/;

/**
 * Place in the source that wrote the event: `log.origin` when a parser found it, else a `Class#line` or `file.cc:line`
 * word in the head of the message. Undefined when there is none.
 */
export function codeLocation(event: LogEvent): string | undefined {
  const origin = event.log?.origin?.file;
  if (origin?.name !== undefined && origin.line !== undefined) return `${origin.name}:${origin.line}`;
  return locationIn(event.message) ?? (event.crosstail?.body_at ? locationIn(bodyOf(event)) : undefined);
}

function locationIn(message: string): string | undefined {
  const end = message.indexOf('\n');
  const head = message.slice(0, end < 0 ? HEAD_LENGTH : Math.min(end, HEAD_LENGTH));
  MARK.lastIndex = 0;
  for (let match = MARK.exec(head); match !== null; match = MARK.exec(head)) {
    const start = head.lastIndexOf(' ', match.index) + 1;
    const word = head.slice(start, match.index);
    const name = stripOpening(word);
    const isPlace = head[match.index] === '#' ? CLASS_NAME.test(name) && !name.includes('/') : SOURCE_FILE.test(name);
    if (isPlace && name.length > 1) return name + match[0];
  }
  return undefined;
}

/** `[server.cc` and `(server.cc` without what opens them. */
function stripOpening(word: string): string {
  let at = 0;
  while (at < word.length && '([{<"\''.includes(word[at]!)) at++;
  return word.slice(at);
}
