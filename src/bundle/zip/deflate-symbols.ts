// Symbols of Deflate (RFC 1951, 3.2.5 and 3.2.7): which symbol stands for a length or a distance, and its extra bits.

export const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
export const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
export const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
export const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** The order in which lengths of the length code are written. */
export const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Index into LENGTH_BASE by length - 3. */
export const LENGTH_SYMBOL = Uint8Array.from({ length: 256 }, (_, i) =>
  i === 255 ? 28 : LENGTH_BASE.findLastIndex((base, symbol) => symbol < 28 && base <= i + 3),
);

/** Index into DISTANCE_BASE by distance - 1. */
export const DISTANCE_SYMBOL = Uint8Array.from({ length: 32_768 }, (_, i) => distanceSymbol(i + 1));

function distanceSymbol(distance: number): number {
  let low = 0;
  let high = DISTANCE_BASE.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (DISTANCE_BASE[middle]! <= distance) low = middle;
    else high = middle - 1;
  }
  return low;
}
