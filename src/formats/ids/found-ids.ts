// Correlation ids found in an event, as places in bytes: strings are made only where an object is put together.
import { asciiText } from '../byte-class.ts';

export interface FoundId {
  kind: string;
  value: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Kinds and values in the order they were found, each pair once. */
export class FoundIds {
  count = 0;
  readonly kinds: string[] = [];
  /** Where each value stands: the bytes, and from and to in them. */
  readonly sources: Uint8Array[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];

  clear(): void {
    this.count = 0;
  }

  /** Adds the value that stands in a range. */
  add(kind: string, source: Uint8Array, from: number, to: number): void {
    for (let i = 0; i < this.count; i++) if (this.kinds[i] === kind && this.isSame(i, source, from, to)) return;
    const at = this.count++;
    this.kinds[at] = kind;
    this.sources[at] = source;
    this.from[at] = from;
    this.to[at] = to;
  }

  /** Adds a value that stands nowhere in the bytes. */
  addText(kind: string, value: string): void {
    const bytes = encoder.encode(value);
    this.add(kind, bytes, 0, bytes.length);
  }

  /** True when value `i` is what stands in a range. */
  isSame(i: number, source: Uint8Array, from: number, to: number): boolean {
    const own = this.sources[i]!;
    const begin = this.from[i]!;
    if (this.to[i]! - begin !== to - from) return false;
    for (let k = 0; k < to - from; k++) if (own[begin + k] !== source[from + k]) return false;
    return true;
  }

  /** The ids as strings. */
  list(): FoundId[] {
    return Array.from({ length: this.count }, (_, i) => ({ kind: this.kinds[i]!, value: this.value(i) }));
  }

  private value(i: number): string {
    const [source, from, to] = [this.sources[i]!, this.from[i]!, this.to[i]!];
    for (let at = from; at < to; at++) if (source[at]! > 127) return decoder.decode(source.subarray(from, to));
    return asciiText(source, from, to);
  }
}
