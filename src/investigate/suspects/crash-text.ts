/** What programs, their runtimes and the system write when one ends that should not have. */
const CRASH =
  /\b(AddressSanitizer|ThreadSanitizer|UndefinedBehaviorSanitizer|LeakSanitizer|MemorySanitizer|SIGSEGV|SIGABRT|SIGBUS|SIGILL|SIGFPE|[Ss]egmentation fault|core dumped|terminate called|[Ff]atal Python error|panic:|OutOfMemoryError|Out of memory: Kill|stack smashing detected|double free or corruption)/;

/** The words of it, for a store to find such lines by: what `crashIn` names has one of them. */
export const CRASH_WORDS = [
  'AddressSanitizer',
  'ThreadSanitizer',
  'UndefinedBehaviorSanitizer',
  'LeakSanitizer',
  'MemorySanitizer',
  'SIGSEGV',
  'SIGABRT',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'segmentation fault',
  'core dumped',
  'terminate called',
  'fatal python error',
  'panic',
  'OutOfMemoryError',
  'out of memory',
  'stack smashing detected',
  'double free or corruption',
];

/** Name of the crash that a message reports. Looked for in its first 4,000 characters. */
export function crashIn(message: string): string | undefined {
  const match = CRASH.exec(message.length > 4_000 ? message.slice(0, 4_000) : message);
  return match?.[1];
}
