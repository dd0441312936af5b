// One colour for a service, everywhere and for good: the slot is the hash of its name, the next free one on a clash.
// Slots are kept with the window, so that a service that comes later changes nobody's colour.

const KEY = 'crosstail.service-colours';
const SLOTS = 12;

const slots = new Map<string, number>(read());

function read(): [string, number][] {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.filter(
      (each): each is [string, number] =>
        Array.isArray(each) && typeof each[0] === 'string' && Number.isInteger(each[1]),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Slot 1…12 of a service. */
export function serviceSlot(name: string): number {
  const known = slots.get(name);
  if (known !== undefined) return known;
  const wanted = hash(name) % SLOTS;
  const taken = new Set(slots.values());
  let slot = wanted + 1;
  // With more services than colours they share: the name always stands beside the colour.
  for (let step = 0; step < SLOTS; step++) {
    slot = ((wanted + step) % SLOTS) + 1;
    if (!taken.has(slot)) break;
    if (step === SLOTS - 1) slot = wanted + 1;
  }
  slots.set(name, slot);
  globalThis.localStorage?.setItem(KEY, JSON.stringify([...slots].slice(-500)));
  return slot;
}

/** CSS colour of a service. */
export function serviceColour(name: string): string {
  return `var(--svc-${serviceSlot(name)})`;
}

// FNV-1a, 32 bits.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
