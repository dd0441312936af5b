// A pane as a terminal shows it: the original text with its own colours, as `tail -f` would print it. Nothing is wired
// back: no key reaches anything, no sequence is obeyed but colour.
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { copyPlainText } from '../clipboard.ts';
import type { EventEntry } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import { giveStylesTheirNonce } from './style-nonce.ts';
import { terminalText } from './terminal-text.ts';

export interface TerminalViewProps {
  model: RowModel;
  label: string;
  /** Name the service before each line. */
  withService: boolean;
  isPaused: boolean;
  onDrawn(): void;
}

const SCROLLBACK = 5_000;
/** Late lines may stand this far before the newest one. */
const LOOK_BACK = 600;

/** The Terminal view of a row model. */
export function TerminalView({ model, label, withService, isPaused, onDrawn }: TerminalViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const paused = useRef(isPaused);
  paused.current = isPaused;
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  const { theme, screenReader } = usePreferences();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew with each theme
  useEffect(() => {
    giveStylesTheirNonce();
    const terminal = new Terminal({
      disableStdin: true,
      scrollback: SCROLLBACK,
      fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", monospace',
      fontSize: 12,
      lineHeight: 1.3,
      cursorStyle: 'bar',
      cursorInactiveStyle: 'none',
      screenReaderMode: screenReader,
      theme: themeOf(host.current!),
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(host.current!);
    terminal.textarea?.setAttribute('aria-label', label);
    // Without this a selected text could not be copied: xterm would take the key for input.
    terminal.attachCustomKeyEventHandler((event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'c' && event.type === 'keydown' && terminal.hasSelection())
        copyPlainText(terminal.getSelection());
      return false;
    });
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(host.current!);
    const feed = new TerminalFeed(
      terminal,
      model,
      withService,
      () => paused.current,
      () => drawn.current(),
    );
    return () => {
      feed.dispose();
      observer.disconnect();
      terminal.dispose();
    };
  }, [model, label, withService, theme, screenReader]);
  return <div ref={host} className="term" />;
}

/** Writes a model's events to a terminal, each once, while one is at its end and it is not paused. */
class TerminalFeed {
  readonly #terminal: Terminal;
  readonly #model: RowModel;
  readonly #withService: boolean;
  readonly #isPaused: () => boolean;
  readonly #drawn: () => void;
  readonly #end: () => void;
  #written = new WeakSet<object>();
  #last: EventEntry | undefined;
  #frame: number | undefined;

  constructor(terminal: Terminal, model: RowModel, withService: boolean, isPaused: () => boolean, drawn: () => void) {
    this.#terminal = terminal;
    this.#model = model;
    this.#withService = withService;
    this.#isPaused = isPaused;
    this.#drawn = drawn;
    const endModel = model.subscribe(() => this.#request());
    const scroll = terminal.onScroll(() => this.#request());
    this.#end = () => {
      endModel();
      scroll.dispose();
    };
    this.#request();
  }

  dispose(): void {
    this.#end();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #request(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const { buffer } = this.#terminal;
    const isAtEnd = buffer.active.viewportY >= buffer.active.baseY;
    if (this.#isPaused() || !isAtEnd) {
      this.#drawn();
      return;
    }
    if (this.#last !== undefined && this.#model.indexOf(this.#last) === undefined) {
      this.#terminal.reset();
      this.#written = new WeakSet();
      this.#last = undefined;
    }
    const fresh = this.#fresh();
    if (fresh.length === 0) this.#drawn();
    else this.#terminal.write(`${fresh.map((entry) => this.#text(entry)).join('\r\n')}\r\n`, this.#drawn);
  }

  #fresh(): EventEntry[] {
    const { entries } = this.#model;
    const fresh: EventEntry[] = [];
    let known = 0;
    for (let i = entries.length - 1; i >= 0 && known < LOOK_BACK && fresh.length < SCROLLBACK; i--) {
      const entry = entries[i]!;
      if (entry.kind !== 'event') continue;
      if (this.#written.has(entry)) known++;
      else fresh.push(entry);
    }
    for (const entry of fresh) this.#written.add(entry);
    this.#last = fresh[0] ?? this.#last;
    return fresh.reverse();
  }

  #text({ event }: EventEntry): string {
    const text = terminalText(event.message);
    return this.#withService
      ? `\u001b[2m${terminalText(event.service?.name ?? '-').padEnd(12)}\u001b[22m ${text}`
      : text;
  }
}

/** xterm's colours from the tokens. */
function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: token('--s1'),
    foreground: token('--t1'),
    cursor: token('--s1'),
    selectionBackground: token('--text-sel'),
    black: token('--t3'),
    brightBlack: token('--t3'),
    red: token('--lv-error'),
    brightRed: token('--lv-error'),
    green: token('--ok'),
    brightGreen: token('--ok'),
    yellow: token('--lv-warn'),
    brightYellow: token('--lv-warn'),
    blue: token('--svc-1'),
    brightBlue: token('--svc-1'),
    magenta: token('--lv-fatal'),
    brightMagenta: token('--lv-fatal'),
    cyan: token('--svc-6'),
    brightCyan: token('--svc-6'),
    white: token('--t2'),
    brightWhite: token('--t1'),
  };
}
