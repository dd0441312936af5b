import { beforeEach, describe, expect, it } from 'vitest';
import { navigate, parseRoute } from '../../../../renderer/platform/route.ts';
import {
  chooseRange,
  resolveRange,
  shiftRange,
  toggleLive,
  useTimeAnchor,
} from '../../../../renderer/platform/time-bar.ts';

const NOW = Date.parse('2026-11-23T10:31:02Z');
const resolve = (hash: string) => resolveRange(parseRoute(hash).params, NOW);

beforeEach(() => navigate('search'));

describe('the time range', () => {
  it('is the last quarter of an hour when nothing is said', () => {
    expect(resolve('#/search')).toMatchObject({ fromMs: NOW - 900_000, toMs: NOW, isLive: true });
  });

  it('takes relative and absolute ends', () => {
    expect(resolve('#/search?from=-2h&to=-1h')).toMatchObject({
      fromMs: NOW - 7_200_000,
      toMs: NOW - 3_600_000,
      isLive: false,
    });
    expect(resolve('#/search?from=2026-11-23T10:30:00Z&to=2026-11-23T10:36:00Z')).toMatchObject({
      fromMs: Date.parse('2026-11-23T10:30:00Z'),
      toMs: Date.parse('2026-11-23T10:36:00Z'),
    });
  });

  it('is never empty or the wrong way round', () => {
    const { fromMs, toMs } = resolve('#/search?from=now&to=-5m');
    expect(fromMs).toBeLessThan(toMs);
    const spoilt = resolve('#/search?from=garbage&to=rubbish');
    expect(spoilt.toMs - spoilt.fromMs).toBe(900_000);
  });

  it('is held by Live as it stands, and let go to where it was', () => {
    chooseRange('-1h', 'now');
    toggleLive();
    const { params } = parseRoute(location.hash);
    const held = resolveRange(params, 0);
    expect(held.toMs - held.fromMs).toBe(3_600_000);
    expect(held.isLive).toBe(false);
    toggleLive();
    expect(parseRoute(location.hash).params.get('from')).toBe('-1h');
    expect(parseRoute(location.hash).params.get('to')).toBeNull();
  });

  it('moves by half its width', () => {
    chooseRange('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z');
    shiftRange(-1);
    const { params } = parseRoute(location.hash);
    expect(params.get('from')).toBe('2026-11-23T09:30:00.000Z');
    expect(params.get('to')).toBe('2026-11-23T10:30:00.000Z');
  });

  it('counts relative ends from the anchor, which moves on refresh', () => {
    useTimeAnchor.setState({ anchorMs: 0 });
    useTimeAnchor.getState().refresh();
    expect(useTimeAnchor.getState().anchorMs).toBeGreaterThan(0);
  });
});
