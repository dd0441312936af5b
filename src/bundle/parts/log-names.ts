const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const MAX_LENGTH = 60;

/** Names of the plain logs, one for each service: safe on every file system, no two alike. */
export class LogNames {
  readonly #taken = new Set<string>();

  /** The part's name for a service; each service is asked for once, in the order of the timeline. */
  next(service: string): string {
    const base = safeName(service);
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`;
      // Not every file system tells upper from lower case.
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return `logs/${name}.log`;
    }
  }
}

function safeName(service: string): string {
  if (service === '') return '_no-service';
  const safe = service
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '_')
    .replace(/\.+$/, '')
    .slice(0, MAX_LENGTH);
  return safe === '' || RESERVED.test(safe.split('.')[0]!) ? `_${safe}` : safe;
}
