// One tooltip for the whole window: shows `data-tip` (and `data-tip-keys`) of what is pointed at or focused by key.
// By attribute, not by component, so that recycled rows need no React for it.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { KeyCaps } from './key-caps.tsx';

const DELAY_MS = 400;

interface Tip {
  text: string;
  keys: string | undefined;
  anchor: DOMRect;
}

export function TooltipLayer() {
  const [tip, setTip] = useState<Tip>();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => listen(setTip), []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || tip === undefined) return;
    const { width, height } = element.getBoundingClientRect();
    const below = tip.anchor.bottom + 6 + height < innerHeight;
    element.style.left = `${Math.max(6, Math.min(tip.anchor.left + tip.anchor.width / 2 - width / 2, innerWidth - width - 6))}px`;
    element.style.top = `${below ? tip.anchor.bottom + 6 : tip.anchor.top - height - 6}px`;
  }, [tip]);
  if (tip === undefined) return null;
  return (
    <div className="tip tip-layer" role="tooltip" ref={box}>
      <span>{tip.text}</span>
      {tip.keys !== undefined && <KeyCaps keys={tip.keys} />}
    </div>
  );
}

function listen(setTip: (tip: Tip | undefined) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Element | null = null;
  const show = (target: EventTarget | null, delayMs: number) => {
    const element = target instanceof Element ? target.closest('[data-tip]') : null;
    if (element === current) return;
    current = element;
    clearTimeout(timer);
    setTip(undefined);
    if (element === null) return;
    timer = setTimeout(() => {
      const text = element.getAttribute('data-tip');
      if (text === null || !element.isConnected) return;
      setTip({
        text,
        keys: element.getAttribute('data-tip-keys') ?? undefined,
        anchor: element.getBoundingClientRect(),
      });
    }, delayMs);
  };
  const onOver = (event: Event) => show(event.target, DELAY_MS);
  const onFocus = (event: Event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) show(event.target, DELAY_MS);
  };
  const hide = () => show(null, 0);
  const controller = new AbortController();
  const { signal } = controller;
  document.addEventListener('pointerover', onOver, { signal });
  document.addEventListener('focusin', onFocus, { signal });
  document.addEventListener('focusout', hide, { signal });
  document.addEventListener('pointerdown', hide, { signal });
  document.addEventListener('keydown', hide, { signal });
  // What is under a pointer that does not move may be something else now.
  for (const change of ['resize', 'hashchange']) addEventListener(change, hide, { signal });
  return () => {
    clearTimeout(timer);
    controller.abort();
  };
}
