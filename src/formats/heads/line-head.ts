// What the head of a line says: filled by a format, read by the joiner and the writer. One object is used again and
// again; positions are relative to the first byte of the line.

export const FIELD = {
  pid: 0,
  tid: 1,
  thread: 2,
  logger: 3,
  file: 4,
  line: 5,
  function: 6,
  host: 7,
  app: 8,
  skip: 9,
  user: 10,
} as const;
export type FieldSlot = (typeof FIELD)[keyof typeof FIELD];
const SLOTS = 11;

/** Fields of a structured line (JSON, logfmt, access log), merged into the event as they are. */
export type StructuredFields = Record<string, unknown>;

export class LineHead {
  /** Name of the format; empty when the line has no head. */
  format = '';
  hasTime = false;
  seconds = 0;
  nanos = 0;
  digits = 0;
  /** Level rank; 0 for none. */
  level = 0;
  /** Where the message proper starts. */
  bodyAt = 0;
  /** True when nothing can follow that belongs to the same event. */
  isComplete = false;
  /** Only indented lines can follow. */
  joinsIndented = false;
  /** Start and end of each field; equal when it is not there. */
  readonly at = new Int32Array(2 * SLOTS);
  private hasFields = false;
  structured: StructuredFields | undefined = undefined;
  /** The message proper where it does not stand in the line as it is (a member of a JSON object). */
  body: string | undefined = undefined;
  /** Correlation ids of a structured line by kind. */
  ids: Record<string, string[]> | undefined = undefined;
  /** The first line of an object that goes over several lines. */
  opensBlock = false;
  /** A record that is a finished event already: written as it is. */
  finished: StructuredFields | undefined = undefined;

  clear(): void {
    this.format = '';
    this.hasTime = false;
    this.seconds = 0;
    this.nanos = 0;
    this.digits = 0;
    this.level = 0;
    this.bodyAt = 0;
    this.isComplete = false;
    this.joinsIndented = false;
    this.structured = undefined;
    this.body = undefined;
    this.ids = undefined;
    this.opensBlock = false;
    this.finished = undefined;
    if (this.hasFields) this.at.fill(0);
    this.hasFields = false;
  }

  set(slot: FieldSlot, from: number, to: number): void {
    this.hasFields = true;
    this.at[slot * 2] = from;
    this.at[slot * 2 + 1] = to;
  }

  has(slot: FieldSlot): boolean {
    return this.at[slot * 2 + 1]! > this.at[slot * 2]!;
  }

  /** Epoch milliseconds with the fraction. */
  get timeMs(): number {
    return this.seconds * 1000 + this.nanos / 1e6;
  }
}
