// One colour for one service, everywhere and every time: by its name, and the next free one where two names meet.

export const SERVICE_COLOURS = 12;
const STORED_AT = 'crosstail.service-colours';

let slots: Map<string, number> | undefined;

function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/** Slot of a name among those taken: its own by hash, else the next free one, else its own again. */
export function slotFor(name: string, taken: ReadonlySet<number>): number {
  const own = hash(name) % SERVICE_COLOURS;
  for (let step = 0; step < SERVICE_COLOURS; step++) {
    const slot = (own + step) % SERVICE_COLOURS;
    if (!taken.has(slot)) return slot;
  }
  return own;
}

function stored(): Map<string, number> {
  const found = new Map<string, number>();
  let pairs: unknown;
  try {
    pairs = JSON.parse(localStorage.getItem(STORED_AT) ?? '[]');
  } catch {
    // Spoilt or forbidden storage: colours are given anew.
    return found;
  }
  if (!Array.isArray(pairs)) return found;
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue;
    const [name, slot] = pair as [unknown, unknown];
    if (
      typeof name === 'string' &&
      Number.isInteger(slot) &&
      (slot as number) >= 0 &&
      (slot as number) < SERVICE_COLOURS
    )
      found.set(name, slot as number);
  }
  return found;
}

/** Number of a service's colour, 1 to 12: `var(--svc-N)`. */
export function serviceColourNumber(name: string): number {
  slots ??= stored();
  let slot = slots.get(name);
  if (slot === undefined) {
    slot = slotFor(name, new Set(slots.values()));
    // Beyond the twelve every further name takes the colour of its hash, so nothing needs remembering.
    if (slots.size < SERVICE_COLOURS) {
      slots.set(name, slot);
      keep(slots);
    }
  }
  return slot + 1;
}

function keep(all: Map<string, number>): void {
  try {
    localStorage.setItem(STORED_AT, JSON.stringify([...all]));
  } catch {
    // A full or forbidden storage costs only that colours may differ after the next start.
  }
}

/** CSS colour of a service, for the variable `--sc` or any colour. */
export function serviceColour(name: string): string {
  return `var(--svc-${serviceColourNumber(name)})`;
}
