// What a tail or a pane follows. No selector at all means everything.
import { AppError } from '../base/errors.ts';
import type { LogEvent } from './log-event.ts';

export const SELECTOR_KINDS = ['service', 'host', 'topic', 'file', 'rule'] as const;
export type SelectorKind = (typeof SELECTOR_KINDS)[number];

export interface Selector {
  kind: SelectorKind;
  name: string;
}

/** Reads `service:NAME`, `host:NAME`, `topic:NAME`, `file:PATH`, `rule:ID` or a bare service name. */
export function parseSelector(text: string): Selector {
  const colon = text.indexOf(':');
  if (colon <= 0) {
    if (text === '')
      throw new AppError('USAGE', 'An empty selector was given.', {
        hint: 'Name a service, or service:NAME, host:NAME, file:PATH.',
      });
    return { kind: 'service', name: text };
  }
  const kind = text.slice(0, colon);
  if (!(SELECTOR_KINDS as readonly string[]).includes(kind)) {
    throw new AppError('USAGE', `"${text}" is not a selector: "${kind}" is not one of ${SELECTOR_KINDS.join(', ')}.`, {
      hint: `A service whose name has a colon is written service:${text}.`,
    });
  }
  return { kind: kind as SelectorKind, name: text.slice(colon + 1) };
}

/** True when the event is one that the selectors name: any of one kind, all kinds. Names may hold `*`. */
export function selects(selectors: readonly Selector[], event: LogEvent, topic?: string): boolean {
  const kinds = new Set(selectors.map((selector) => selector.kind));
  for (const kind of kinds) {
    const value = selectedValue(kind, event, topic);
    const ok = selectors.some(
      (selector) => selector.kind === kind && value !== undefined && nameMatches(selector.name, value),
    );
    if (!ok) return false;
  }
  return true;
}

function selectedValue(kind: SelectorKind, event: LogEvent, topic: string | undefined): string | undefined {
  switch (kind) {
    case 'service':
      return event.service?.name;
    case 'host':
      return event.host?.name;
    case 'file':
      return event.log?.file?.path;
    case 'rule':
      return event.crosstail?.rule;
    case 'topic':
      return topic ?? (event.service === undefined ? undefined : `logs.${event.service.name}`);
  }
}

/** Shell-like name match: `*` stands for any run of characters. */
export function nameMatches(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
