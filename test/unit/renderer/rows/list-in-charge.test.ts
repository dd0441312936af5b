import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addActions } from '../../../../renderer/platform/actions.ts';
import { listenForKeys } from '../../../../renderer/platform/key-chord.ts';
import { usePreferences } from '../../../../renderer/platform/preferences.ts';
import { sayNow } from '../../../../renderer/platform/text.ts';
import { handleListKey, keepFocusFromButtons, listInCharge } from '../../../../renderer/rows/list-in-charge.ts';
import { eventEntry } from '../../../../renderer/rows/model/row-entry.ts';
import { RowModel } from '../../../../renderer/rows/model/row-model.ts';
import { ROWS_TEXT } from '../../../../renderer/rows/rows-text.ts';
import { RowSurface } from '../../../../renderer/rows/surface/row-surface.ts';
import { line } from './lines.ts';

const endings: (() => void)[] = [];
let seen: string[] = [];

function list(name: string, isActive = true): RowSurface {
  const host = document.createElement('div');
  document.body.append(host);
  const model = new RowModel({ capacity: 100 });
  model.append(Array.from({ length: 5 }, (_, index) => eventEntry(line(index))));
  const surface = new RowSurface(host, model, {
    follow: false,
    say: sayNow(ROWS_TEXT),
    events: () => ({
      onActivate: () => seen.push(`${name} open`),
      onAction: (action) => seen.push(`${name} ${action}`),
    }),
  });
  const config = { label: name, columns: { service: false, host: false }, zone: 'UTC', highlights: [] } as const;
  surface.configure({ ...config, screenReader: false, isActive });
  surface.draw();
  endings.push(() => surface.dispose());
  return surface;
}

function add(markup: 'button' | 'input'): HTMLElement {
  const element = document.createElement(markup);
  document.body.append(element);
  return element;
}

const press = (key: string, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

beforeEach(() => {
  seen = [];
  usePreferences.setState({ language: 'en' });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(220);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  Range.prototype.getBoundingClientRect ??= () => new DOMRect();
  const action = (id: string, keys: string) => ({ id, keys, title: id, group: 'g', run: () => seen.push(id) });
  endings.push(addActions([action('go', 'g t')]), listenForKeys(handleListKey), keepFocusFromButtons());
});
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('keys of a list', () => {
  test('act from the page and from a button, but Enter presses the button that has the focus', () => {
    const surface = list('hits');
    press('j');
    press('Enter');
    const button = add('button');
    press('j', button);
    press('c', button);
    expect(press('Enter', button)).toBe(true);
    expect(surface.activeRow).toBe(1);
    expect(seen).toEqual(['hits open', 'hits context']);
  });

  test('are left to what is typed into', () => {
    const surface = list('hits');
    press('j', add('input'));
    expect(surface.activeRow).toBeUndefined();
  });

  test('go to the list last used, and to another one when that is gone', () => {
    const first = list('hits');
    const second = list('context');
    expect(listInCharge()).toBe(first);
    second.focus();
    expect(listInCharge()).toBe(second);
    press('j');
    expect([first.activeRow, second.activeRow]).toEqual([undefined, 0]);
    second.dispose();
    expect(listInCharge()).toBe(first);
  });

  test('the pane that gets the focus takes them', () => {
    list('one');
    const two = list('two', false);
    two.configure({ ...two.config, isActive: true });
    expect(listInCharge()).toBe(two);
  });

  test('the second stroke of a pair is the frame’s, from the list as well', () => {
    const surface = list('hits');
    surface.activate(0);
    const { view } = surface.window;
    for (const key of ['g', 't']) press(key, view);
    expect(seen).toEqual(['go']);
    press('t', view);
    expect(seen).toEqual(['go', 'hits trace']);
  });
});

test('a button pressed with the pointer leaves the focus where it was; a typed field counts as left', () => {
  const surface = list('hits');
  surface.focus();
  const button = add('button');
  const down = () => button.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }));
  expect(down()).toBe(false);
  expect(document.activeElement).toBe(surface.window.view);
  const field = add('input');
  field.focus();
  down();
  expect(document.activeElement).toBe(document.body);
});
