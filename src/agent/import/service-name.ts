// The service a file belongs to, guessed from its name: `inventoryd-2026-11-24.log.2` → inventoryd.

const SUFFIX = /\.(log|logs|txt|out|err|json|ndjson|jsonl|csv|gz|zst|bz2|xz|zip|tar|old|bak|\d+)$/i;
// A day, with a time or a count behind it; a month; what only a clock or a counter writes. Other digits are the name's.
const DATE =
  /[-_.]?(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:[-_.T]\d[\d:.-]*Z?|T?\d{2,6})?$/i;
// The same in front of a name, as programs write that make one file a run; what is counted behind it is the run.
const RUN =
  /^(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:[-_.T]\d[\d:._-]*Z?)?[-_.](?=.*[a-z])(.*?)(?:[-_.]\d+)?$/i;
const MONTH = /[-_.](?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])$/;
const COUNTER = /[-_.]\d{6,14}$/;
/** Names that say what kind of log it is, not whose. */
const GENERIC =
  /^(access|error|errors|debug|info|warn|warning|stdout|stderr|output|out|log|logs|messages|current|application|server|main|console|trace|std|\d+)$/i;

/** Never empty: `logs` when nothing in the path is a name. */
export function serviceFromPath(path: string): string {
  const parts = path.split(/[\\/]|!\//).filter((part) => part !== '' && part !== '.' && part !== '..');
  const name = cleaned(parts.at(-1) ?? '');
  if (name !== '' && !GENERIC.test(name)) return name;
  const folders = parts.slice(0, -1).reverse();
  const folder = folders
    .map(cleaned)
    .find((part) => part !== '' && !GENERIC.test(part) && part !== 'var' && part !== 'tmp');
  return folder ?? (name === '' ? 'logs' : name);
}

function cleaned(part: string): string {
  let name = part;
  for (let before = ''; before !== name; ) {
    before = name;
    name = name.replace(SUFFIX, '').replace(RUN, '$1').replace(DATE, '').replace(MONTH, '').replace(COUNTER, '');
  }
  return name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[-_.]+|[-_.]+$/g, '');
}
