// Buffers that have done their work and are used again: a new one costs its pages, and the collector's time later on.

/** So many bytes are kept at most. */
const MAX_BYTES = 8 * 1024 * 1024;
/** A buffer is not given to who wants much less. */
const MAX_WASTE = 8;
/** Large sizes are rounded up: batches of one file differ a little, and their buffers are to fit one another. */
const STEP = 256 * 1024;

export class BufferPool {
  private readonly free: Uint8Array[] = [];
  private bytes = 0;

  /** A buffer of at least so many bytes, whose content is anything. */
  take(size: number): Uint8Array {
    const at = this.free.findIndex(({ length }) => length >= size && length <= size * MAX_WASTE);
    if (at === -1) return new Uint8Array(size < STEP ? size : Math.ceil(size / STEP) * STEP);
    const [found] = this.free.splice(at, 1);
    this.bytes -= found!.length;
    return found!;
  }

  /** Takes back the whole buffer that `part` lies in: nobody may look at it any more. */
  give(part: Uint8Array): void {
    const whole = new Uint8Array(part.buffer);
    if (whole.length === 0 || this.bytes + whole.length > MAX_BYTES) return;
    this.free.push(whole);
    this.bytes += whole.length;
  }
}
