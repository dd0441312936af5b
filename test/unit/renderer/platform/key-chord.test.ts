import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addActions } from '../../../../renderer/platform/actions.ts';
import { chordCaps, listenForKeys } from '../../../../renderer/platform/key-chord.ts';

let ran: string[] = [];
let stop = () => {};
let remove = () => {};
const press = (key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));

beforeEach(() => {
  ran = [];
  const action = (id: string, keys: string) => ({ id, keys, title: id, group: 'g', run: () => ran.push(id) });
  remove = addActions([action('search', 'g s'), action('palette', 'mod+k'), action('focus', '/'), action('help', '?')]);
  stop = listenForKeys();
});
afterEach(() => {
  stop();
  remove();
  document.body.replaceChildren();
});

describe('keys', () => {
  it('run single keys, pairs and chords', () => {
    press('/');
    press('g');
    press('s');
    press('?', { shiftKey: true });
    press('k', { ctrlKey: true });
    expect(ran).toEqual(['focus', 'search', 'help', 'palette']);
  });

  it('take the second stroke of a pair for the pair, even where a view has it for itself', () => {
    const end = addActions([{ id: 'trace', keys: 's', title: 'trace', group: 'g', run: () => ran.push('trace') }]);
    press('g');
    press('s');
    press('s');
    end();
    expect(ran).toEqual(['search', 'trace']);
  });

  it('need the first of a pair right before the second', () => {
    press('s');
    press('g');
    press('x');
    press('s');
    expect(ran).toEqual([]);
  });

  it('leave typing alone, except with the modifier', () => {
    const input = document.body.appendChild(document.createElement('input'));
    press('/', {}, input);
    press('k', { ctrlKey: true }, input);
    expect(ran).toEqual(['palette']);
  });

  it('leave to a view what it has handled itself, and everything to an open dialog', () => {
    document.body.addEventListener('keydown', (event) => event.preventDefault(), { once: true });
    press('/');
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.setAttribute('open', '');
    press('/');
    expect(ran).toEqual([]);
  });

  it('prefer what was added last', () => {
    const undo = addActions([{ id: 'own', keys: '/', title: '', group: '', run: () => ran.push('own') }]);
    press('/');
    undo();
    press('/');
    expect(ran).toEqual(['own', 'focus']);
  });

  it('are written as caps', () => {
    expect(chordCaps('g s')).toEqual(['g', 's']);
    expect(chordCaps('mod+k')).toEqual(['Ctrl', 'K']);
  });
});
