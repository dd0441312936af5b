import { expect, it } from 'vitest';
import { fuzz, fuzzSurfaces } from '../../kit/fuzz-surfaces.ts';

// A slice of `npm run torture -- fuzz`.
const INPUTS = 150;
const TIMEOUT_MS = 300_000;

it.each(fuzzSurfaces().map((surface) => [surface.name, surface] as const))(
  '%s: no input crashes or hangs it, and chunks make no difference',
  async (_, surface) => {
    expect(await fuzz(surface, INPUTS, 20261124)).toBeUndefined();
  },
  TIMEOUT_MS,
);
