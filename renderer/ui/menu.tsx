// A menu under its button: arrows, Home, End, first letters, Esc; focus goes back to the button.
import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from './icon.tsx';
import { KeyCaps } from './key-caps.tsx';

export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: LucideIcon;
  keys?: string;
  note?: ReactNode;
  /** Given: one of several choices. */
  isChecked?: boolean;
  isDisabled?: boolean;
  run(): void;
}

/** Items, headings (`{ heading }`) and lines (`'line'`). */
export type MenuEntry = MenuItem | { heading: string } | 'line';

export interface MenuProps {
  entries: readonly MenuEntry[];
  anchor: HTMLElement | { x: number; y: number };
  label: string;
  onClose(): void;
  align?: 'start' | 'end';
}

/** An open menu. Render it only while it is open. */
export function Menu({ entries, anchor, label, onClose, align = 'start' }: MenuProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current!;
    // By pointer the button never had the focus: it goes back to where it was, such as a list.
    const before = document.activeElement;
    place(element, anchor, align);
    (
      element.querySelector('[aria-checked=true]') ?? element.querySelector('[role^=menuitem]:not([disabled])')
    )?.scrollIntoView({ block: 'nearest' });
    const first = element.querySelector<HTMLElement>('[aria-checked=true], [role^=menuitem]:not([disabled])');
    first?.focus();
    return () => {
      if (before instanceof HTMLElement && before !== document.body) before.focus();
    };
  }, [anchor, align]);
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      const inside = event.target instanceof Node && box.current?.contains(event.target);
      const onAnchor = event.target instanceof Node && anchor instanceof HTMLElement && anchor.contains(event.target);
      if (!inside && !onAnchor) onClose();
    };
    document.addEventListener('pointerdown', onDown, true);
    return () => document.removeEventListener('pointerdown', onDown, true);
  }, [anchor, onClose]);
  return createPortal(
    <div className="menu" role="menu" aria-label={label} ref={box} onKeyDown={(event) => moveByKey(event, onClose)}>
      {entries.map((entry, index) => (
        <Entry key={typeof entry === 'object' && 'id' in entry ? entry.id : index} entry={entry} onClose={onClose} />
      ))}
    </div>,
    document.body,
  );
}

function Entry({ entry, onClose }: { entry: MenuEntry; onClose(): void }) {
  if (entry === 'line') return <hr />;
  if ('heading' in entry)
    return (
      <div className="mi lab" role="presentation">
        {entry.heading}
      </div>
    );
  const choice = entry.isChecked !== undefined;
  return (
    <button
      type="button"
      className="mi"
      role={choice ? 'menuitemradio' : 'menuitem'}
      {...(choice ? { 'aria-checked': entry.isChecked } : {})}
      disabled={entry.isDisabled ?? false}
      onClick={() => {
        onClose();
        entry.run();
      }}
    >
      {choice && (entry.isChecked ? <Icon of={Check} size={12} /> : <span className="mi-blank" />)}
      {entry.icon !== undefined && <Icon of={entry.icon} />}
      <span className="grow trunc">{entry.label}</span>
      {entry.note !== undefined && <span className="t3">{entry.note}</span>}
      {entry.keys !== undefined && <KeyCaps keys={entry.keys} />}
    </button>
  );
}

function place(element: HTMLElement, anchor: MenuProps['anchor'], align: 'start' | 'end'): void {
  const { width, height } = element.getBoundingClientRect();
  const at =
    anchor instanceof HTMLElement
      ? anchor.getBoundingClientRect()
      : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const left = align === 'start' ? at.left : at.right - width;
  const top = at.bottom + 4 + height < innerHeight || at.top < height ? at.bottom + 4 : at.top - height - 4;
  element.style.left = `${Math.max(6, Math.min(left, innerWidth - width - 6))}px`;
  element.style.top = `${top}px`;
  element.style.maxHeight = `${innerHeight - Math.max(top, 0) - 6}px`;
}

function moveByKey(event: KeyboardEvent<HTMLElement>, onClose: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]:not([disabled])')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const go = (index: number) => {
    items[(index + items.length) % items.length]?.focus();
    event.preventDefault();
  };
  event.stopPropagation();
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(items.length - 1);
  else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    onClose();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    const wanted = event.key.toLowerCase();
    const from = items.findIndex(
      (item, index) => index > at && item.textContent?.trim().toLowerCase().startsWith(wanted),
    );
    if (from >= 0) go(from);
  }
}

export interface MenuButtonProps {
  entries: readonly MenuEntry[];
  /** Name of the menu, and of the button when it is a square one that shows no words. */
  label: string;
  className?: string;
  align?: 'start' | 'end';
  tip?: string;
  children: ReactNode;
}

/** A button that opens a menu. `children` is what the button shows. */
export function MenuButton({ entries, label, className = 'btn', align = 'start', tip, children }: MenuButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        type="button"
        ref={button}
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(tip === undefined ? {} : { 'data-tip': tip })}
        {...(/\bsq\b/.test(className) ? { 'aria-label': label } : {})}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {isOpen && button.current !== null && (
        <Menu entries={entries} label={label} anchor={button.current} align={align} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
