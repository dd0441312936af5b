// Redaction at the source: what matches never leaves the host. It runs over every text of an event but those that say
// where it comes from, so that a secret is not kept in a label or an id when it was taken out of the message.
import { RE2JS } from 're2js';
import type { LogEvent } from '../../model/log-event.ts';
import type { RedactRule } from '../../model/rule.ts';
import { compilePattern, MAX_FAST_TEXT, needsLinearEngine } from '../../query/user-pattern.ts';
import { REDACT_PRESETS } from './redact-presets.ts';

/** A pattern that once took longer than this for such a text goes to the linear engine for good. */
const BUDGET_MS = 50;

const UNTOUCHED = new Set(['@timestamp', 'event', 'host', 'service', 'agent', 'ecs']);

export class Redactor {
  readonly #steps: RedactStep[];

  constructor(rules: readonly RedactRule[]) {
    this.#steps = rules.map(toStep);
  }

  /** Which patterns were moved to the slower engine; undefined while none was. */
  get problem(): string | undefined {
    const slow = this.#steps.filter((step) => step.isSlow).map((step) => step.name);
    return slow.length === 0 ? undefined : `redaction by ${slow.join(', ')} is slow and runs on the linear engine`;
  }

  /** Changes the event in place; true when anything was taken out. */
  redact(event: LogEvent): boolean {
    const bodyAt = event.crosstail?.body_at ?? 0;
    const before = event.message;
    const changed = this.#fields(event, true);
    if (event.message !== before && bodyAt > 0) this.#moveBody(event, before, bodyAt);
    return changed;
  }

  /** Text with what matches taken out. */
  text(text: string): string {
    return this.#steps.reduce((redacted, step) => step.run(redacted), text);
  }

  #fields(fields: Record<string, unknown>, isTop: boolean): boolean {
    let changed = false;
    for (const [key, value] of Object.entries(fields)) {
      if (isTop && UNTOUCHED.has(key)) continue;
      if (typeof value === 'string') {
        const redacted = this.text(value);
        if (redacted === value) continue;
        fields[key] = redacted;
        changed = true;
      } else if (typeof value === 'object' && value !== null) {
        changed = this.#fields(value as Record<string, unknown>, false) || changed;
      }
    }
    return changed;
  }

  // The message proper starts elsewhere when something before it was replaced.
  #moveBody(event: LogEvent, before: string, bodyAt: number): void {
    const prefix = this.text(before.slice(0, bodyAt));
    event.crosstail ??= {};
    event.crosstail.body_at = event.message.startsWith(prefix) ? prefix.length : 0;
  }
}

function toStep(rule: RedactRule): RedactStep {
  const preset = rule.preset === undefined ? undefined : REDACT_PRESETS[rule.preset];
  const pattern = preset?.pattern ?? rule.pattern ?? '';
  const replace = rule.replace ?? preset?.replace ?? '***';
  return new RedactStep(rule.preset ?? pattern, pattern, replace, preset?.ignoreCase ?? false);
}

class RedactStep {
  readonly name: string;
  readonly #fast: RegExp;
  readonly #replace: string;
  readonly #source: string;
  readonly #ignoreCase: boolean;
  readonly #groups: number;
  #linear: RE2JS | undefined;
  isSlow = false;

  constructor(name: string, source: string, replace: string, ignoreCase: boolean) {
    this.name = name;
    this.#source = source;
    this.#ignoreCase = ignoreCase;
    this.#replace = replace;
    const once = compilePattern(source, ignoreCase);
    this.#fast = new RegExp(once.source, `${once.flags}g`);
    this.isSlow = needsLinearEngine(source, once);
    // An empty alternative always matches: its result has an entry for each group.
    this.#groups = (new RegExp(`${source}|`, 'su').exec('')?.length ?? 1) - 1;
  }

  run(text: string): string {
    if (this.isSlow || text.length > MAX_FAST_TEXT) return this.#runLinear(text);
    const startMs = performance.now();
    const redacted = text.replace(this.#fast, (...match) => this.#replacement(match.slice(0, this.#groups + 1)));
    if (performance.now() - startMs > BUDGET_MS) this.isSlow = true;
    return redacted;
  }

  #runLinear(text: string): string {
    this.#linear ??= RE2JS.compile(this.#source, RE2JS.DOTALL | (this.#ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
    const matcher = this.#linear.matcher(text);
    let redacted = '';
    let from = 0;
    while (matcher.find()) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i));
      redacted += text.slice(from, matcher.start()) + this.#replacement(groups);
      from = matcher.end();
    }
    return from === 0 ? text : redacted + text.slice(from);
  }

  /** `$1` to `$9` in the replacement are the groups; everything else stands for itself. */
  #replacement(match: readonly unknown[]): string {
    return this.#replace.replace(/\$([1-9])/g, (_, digit: string) => {
      const group = match[Number(digit)];
      return typeof group === 'string' ? group : '';
    });
  }
}
