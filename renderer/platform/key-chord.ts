// Keys as text: one or two strokes (`g s`), each with modifiers (`mod+k`; mod is ⌘ on a Mac, Ctrl elsewhere).
import { allActions } from './actions.ts';

const IS_MAC = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);
/** How long the first stroke of a pair waits for the second. */
const PAIR_LIMIT_MS = 1_200;

/** Stroke of a key event, such as `mod+k`, `?`, `shift+ArrowRight`. */
export function strokeOf(event: KeyboardEvent): string {
  const mod = IS_MAC ? event.metaKey : event.ctrlKey;
  // Shift is part of a printed character (`?`, `N`), and told apart only where the key prints none.
  const shift = event.shiftKey && event.key.length > 1;
  return `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${event.key}`;
}

/** Caps of a chord as a person reads them: `g s` → [g, s], `mod+k` → [Ctrl, K]. */
export function chordCaps(keys: string): string[] {
  const names: Record<string, string> = {
    mod: IS_MAC ? '⌘' : 'Ctrl',
    alt: IS_MAC ? '⌥' : 'Alt',
    shift: IS_MAC ? '⇧' : 'Shift',
    ' ': 'Space',
    Space: 'Space',
    ArrowRight: '→',
    ArrowLeft: '←',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Enter: '↵',
    Escape: 'Esc',
  };
  return keys.split(' ').flatMap((stroke) => {
    const parts = stroke.split('+').filter((part) => part !== '');
    return parts.map((part) => names[part] ?? (parts.length > 1 ? part.toUpperCase() : part));
  });
}

/** True for what takes typed characters itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

let first: { stroke: string; atMs: number } | undefined;

/** True when the key is the second stroke of a pair that was begun: it then belongs to no list. */
export function completesPair(event: KeyboardEvent): boolean {
  const pair = pairOf(event);
  return pair !== undefined && allActions().some(({ keys }) => keys === pair);
}

function pairOf(event: KeyboardEvent): string | undefined {
  if (first === undefined || event.timeStamp - first.atMs >= PAIR_LIMIT_MS) return undefined;
  return `${first.stroke} ${strokeOf(event)}`;
}

/**
 * Runs actions by their keys until the returned function is called. What a view has handled itself is left alone;
 * `handleFirst` may take a key before the actions do, the second stroke of a pair excepted.
 */
export function listenForKeys(handleFirst: (event: KeyboardEvent) => boolean = () => false): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return;
    const stroke = strokeOf(event);
    if (isTyping(event.target) && !stroke.startsWith('mod+')) return;
    const pair = pairOf(event);
    const isPair = completesPair(event);
    // The second stroke of a pair is no key of its own, whatever a view does with it.
    const wanted = isPair ? pair : stroke;
    first = undefined;
    if (!isPair && handleFirst(event)) {
      event.preventDefault();
      return;
    }
    const actions = allActions();
    // The newest registration wins: a view may take a key of the frame for itself.
    const found = actions.findLast(({ keys }) => keys === wanted);
    if (found !== undefined) {
      event.preventDefault();
      found.run();
    } else if (actions.some(({ keys }) => keys?.startsWith(`${stroke} `))) {
      first = { stroke, atMs: event.timeStamp };
      event.preventDefault();
    }
  };
  addEventListener('keydown', onKey);
  return () => {
    first = undefined;
    removeEventListener('keydown', onKey);
  };
}
