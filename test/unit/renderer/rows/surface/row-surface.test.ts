import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { usePreferences } from '../../../../../renderer/platform/preferences.ts';
import { sayNow } from '../../../../../renderer/platform/text.ts';
import { eventEntry, gapEntry } from '../../../../../renderer/rows/model/row-entry.ts';
import { RowModel } from '../../../../../renderer/rows/model/row-model.ts';
import { ROWS_TEXT } from '../../../../../renderer/rows/rows-text.ts';
import { RowSurface, type RowSurfaceEvents } from '../../../../../renderer/rows/surface/row-surface.ts';
import { line } from '../lines.ts';

const PANE_PX = 220;
const surfaces: RowSurface[] = [];

/** A surface of ten rows of 22 px; jsdom lays nothing out, so the pane's height is told. */
function surfaceOf(model: RowModel, follow: boolean, events: RowSurfaceEvents = {}) {
  const host = document.createElement('div');
  document.body.append(host);
  const surface = new RowSurface(host, model, { follow, say: sayNow(ROWS_TEXT), events: () => events });
  surfaces.push(surface);
  surface.configure({
    label: 'test',
    columns: { service: true, host: false },
    zone: 'UTC',
    screenReader: false,
    highlights: [],
    isActive: true,
  });
  surface.draw();
  const texts = () => [...host.querySelectorAll('.row .m, .sub .m')].map((cell) => cell.textContent);
  const press = (key: string, patch: KeyboardEventInit = {}) => {
    surface.window.view.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...patch }));
    surface.draw();
  };
  return { host, surface, texts, press };
}

const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => eventEntry(line(from + i)));

beforeEach(() => {
  usePreferences.setState({ language: 'en' });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(PANE_PX);
  // jsdom draws and measures nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  Range.prototype.getBoundingClientRect ??= () => new DOMRect();
});
afterEach(() => {
  for (const surface of surfaces.splice(0)) surface.dispose();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('RowSurface', () => {
  test('following, it shows the newest lines whatever comes, in as many elements as fit', () => {
    const model = new RowModel({ capacity: 1_000 });
    const { host, surface, texts } = surfaceOf(model, true);
    for (let n = 0; n < 300; n += 100) {
      model.append(entries(n, n + 100));
      surface.draw();
      expect(texts().at(-1)).toBe(`line ${n + 99}`);
    }
    expect(host.querySelectorAll('[role=row]').length).toBeLessThanOrEqual(11);
  });

  test('a step up holds the view; End follows again', () => {
    const onFollowChange = vi.fn();
    const model = new RowModel({ capacity: 1_000 });
    model.append(entries(0, 100));
    const { surface, texts, press } = surfaceOf(model, true, { onFollowChange });
    press('k');
    expect(onFollowChange).toHaveBeenLastCalledWith(false);
    const seen = texts();
    model.append(entries(100, 400));
    surface.draw();
    expect(texts()).toEqual(seen);
    expect(surface.newCount).toBe(300);
    press('End');
    expect(onFollowChange).toHaveBeenLastCalledWith(true);
    expect(texts().at(-1)).toBe('line 399');
    expect(surface.newCount).toBe(0);
  });

  test('paused, nothing moves; resumed, the newest are there', () => {
    const model = new RowModel({ capacity: 1_000 });
    model.append(entries(0, 50));
    const { surface, texts } = surfaceOf(model, true);
    surface.setPaused(true);
    const seen = texts();
    model.append(entries(50, 90));
    surface.draw();
    expect(texts()).toEqual(seen);
    expect(surface.newCount).toBe(40);
    surface.setPaused(false);
    surface.draw();
    expect(texts().at(-1)).toBe('line 89');
  });

  test('what is read stays in sight when the oldest lines make room', () => {
    const model = new RowModel({ capacity: 100 });
    model.append(entries(0, 100));
    const { surface, texts, press } = surfaceOf(model, true);
    press('PageUp');
    press('PageUp');
    const seen = texts();
    for (let n = 100; n < 2_000; n += 50) {
      model.append(entries(n, n + 50));
      surface.draw();
    }
    expect(texts()).toEqual(seen);
  });

  test('arrows open and close the lines below, and Enter tells the event', () => {
    const onActivate = vi.fn();
    const model = new RowModel({ capacity: 100 });
    model.append([eventEntry(line(0, 'boom\n  File "a.py", line 1, in f\nValueError: no'))]);
    const { host, texts, press } = surfaceOf(model, false, { onActivate });
    press('j');
    expect(host.querySelector('[role=row]')?.getAttribute('aria-expanded')).toBe('false');
    press('ArrowRight');
    expect(texts()).toEqual(['boom', '  File "a.py", line 1, in f', 'ValueError: no']);
    expect(host.querySelectorAll('[aria-level="2"]')).toHaveLength(2);
    press('j');
    press('ArrowLeft');
    expect(texts()).toEqual(['boom']);
    press('Enter');
    expect(onActivate).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ event: { id: 'e-0' } }));
  });

  test('keys for trace, context and pin act on the active line only', () => {
    const onAction = vi.fn();
    const model = new RowModel({ capacity: 100 });
    model.append(entries(0, 3));
    const { press } = surfaceOf(model, false, { onAction });
    press('t');
    expect(onAction).not.toHaveBeenCalled();
    press('j');
    for (const key of 'tcp') press(key);
    expect(onAction.mock.calls.map(([action]) => action)).toEqual(['trace', 'context', 'pin']);
  });

  test('e and n jump to errors and to new patterns', () => {
    const model = new RowModel({ capacity: 100 });
    model.append([
      ...entries(0, 20),
      eventEntry(line(20, 'bad', { log: { level: 'ERROR' } })),
      ...entries(21, 40),
      eventEntry(line(40, 'fresh'), { isNew: true }),
    ]);
    const { surface, press } = surfaceOf(model, false);
    press('e');
    expect(surface.activeEvent?.message).toBe('bad');
    press('n');
    expect(surface.activeEvent?.message).toBe('fresh');
    press('E');
    expect(surface.activeEvent?.message).toBe('bad');
  });

  test('hostile lines are text: no element, no acting character', () => {
    const model = new RowModel({ capacity: 100 });
    const hostile = '<img src=x onerror=alert(1)>\u001b[2J\u202e<script>x</script>\u0000';
    model.append([eventEntry(line(0, hostile, { host: { name: hostile }, service: { name: hostile } }))]);
    const { host } = surfaceOf(model, false);
    expect(host.querySelector('img, script')).toBeNull();
    expect(host.querySelector('.m')?.textContent).toBe('<img src=x onerror=alert(1)>␛[2J‹RLO›<script>x</script>␀');
    expect(host.querySelector('.svc')?.textContent).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  test('extra columns show their fields as text, and are part of what is selected and copied', () => {
    const model = new RowModel({ capacity: 100 });
    model.append([
      eventEntry(line(0, 'one', { labels: { order: 'O-1\u001b[31m' } })),
      eventEntry(line(1, 'two', { url: { path: '/cart' } })),
    ]);
    const { host, surface } = surfaceOf(model, false);
    surface.configure({
      ...surface.config,
      columns: { service: false, host: false, fields: ['labels.order', 'url.path'] },
    });
    surface.draw();
    const cells = [...host.querySelectorAll('.row')].map((row) =>
      [...row.querySelectorAll('.f')].map((f) => f.textContent),
    );
    expect(cells).toEqual([
      ['O-1␛[31m', ''],
      ['', '/cart'],
    ]);
    const [first, second] = model.entries;
    surface.select({ anchor: { entry: first!, child: 0, offset: 0 }, focus: { entry: second!, child: 0, offset: 99 } });
    surface.draw();
    expect(surface.selectedText().split('\n')[1]).toBe('10:31:00.010 I  /cart two');
    surface.configure({ ...surface.config, columns: { service: false, host: false } });
    surface.draw();
    expect(host.querySelectorAll('.f')).toHaveLength(0);
  });

  test('a gap says how many, why and when, and can be asked to show its lines', () => {
    const onGapClick = vi.fn();
    const model = new RowModel({ capacity: 100 });
    const gap = gapEntry(1_530, 'rate', Date.UTC(2026, 10, 23, 10, 31, 2, 130), Date.UTC(2026, 10, 23, 10, 31, 2, 640));
    model.append([eventEntry(line(0)), gap]);
    const { host } = surfaceOf(model, false, { onGapClick });
    const text = host.querySelector('.gap')?.textContent;
    expect(text).toContain('1,530 lines not shown · rate limit of the rule · 10:31:02.13–10:31:02.64');
    const button = host.querySelector('.gap button')!;
    button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }));
    button.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    expect(onGapClick).toHaveBeenCalledExactlyOnceWith(gap);
    surfaces.pop()?.dispose();
    expect(host.childElementCount).toBe(0);
  });

  test('a line stays where it was clicked, though others came while the button was down', () => {
    const model = new RowModel({ capacity: 1_000 });
    model.append(entries(0, 100));
    const { host, surface, texts } = surfaceOf(model, true);
    const seen = texts();
    const cell = host.querySelectorAll('.m')[3]!;
    cell.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }));
    model.append(entries(100, 200));
    surface.draw();
    cell.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    surface.draw();
    expect(texts()).toEqual(seen);
    expect(surface.activeEvent?.message).toBe(seen[3]);
  });

  test('a click on an id tells the id, a click on the line opens it', () => {
    const events = { onIdClick: vi.fn(), onActivate: vi.fn() };
    const model = new RowModel({ capacity: 100 });
    model.append([eventEntry(line(0, 'failed req=7f3a', { crosstail: { ids: { request: ['7f3a'] } } }))]);
    const { host } = surfaceOf(model, false, events);
    const click = (element: Element) => {
      element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }));
      element.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    };
    click(host.querySelector('.id')!);
    expect(events.onIdClick).toHaveBeenCalledExactlyOnceWith('request', '7f3a', expect.anything());
    expect(events.onActivate).not.toHaveBeenCalled();
    click(host.querySelector('.m')!);
    expect(events.onActivate).toHaveBeenCalledOnce();
  });
});
