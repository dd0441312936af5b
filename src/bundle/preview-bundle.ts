import type { LogEvent } from '../model/log-event.ts';
import type { EventPages } from './bundle-request.ts';
import { canonicalJson } from './parts/canonical-event.ts';
import { EventRedactor } from './redaction/event-redactor.ts';
import { type RedactionRules, TextRedactor } from './redaction/text-redactor.ts';
import { packBlock } from './zip/steady-deflate.ts';

/** Events that are looked at when not all are: enough to judge size and redaction by. */
const SAMPLE = 200_000;
/** Text packed to learn how tight it packs. */
const PACKED_SAMPLE = 1024 * 1024;

export interface BundlePreview {
  /** Events looked at; fewer than the bundle will have when `isSample`. */
  events: number;
  isSample: boolean;
  services: string[];
  /** Estimated bytes of all parts, and of the zip, for the events looked at. */
  bytes: number;
  zipBytes: number;
  /** Values that will be hidden, by kind, among the events looked at; null when nothing is to be hidden. */
  hidden: Record<string, number> | null;
}

/** What a bundle of these events will be like. Nothing is written. */
export async function previewBundle(
  pages: EventPages,
  redaction: RedactionRules | undefined,
  signal?: AbortSignal,
): Promise<BundlePreview> {
  const redactor = redaction === undefined ? undefined : new EventRedactor(new TextRedactor(redaction));
  if (redactor !== undefined) {
    await eachSampled(pages, signal, (event) => redactor.learn(event));
  }
  const services = new Set<string>();
  let bytes = 0;
  let sample = '';
  const { events, isSample } = await eachSampled(pages, signal, (found) => {
    const event = redactor === undefined ? found : redactor.redact(found);
    if (event.service !== undefined) services.add(event.service.name);
    const line = `${canonicalJson(event)}\n`;
    bytes += line.length + event.message.length + 1;
    if (sample.length < PACKED_SAMPLE) sample += line;
  });
  return {
    events,
    isSample,
    services: [...services].sort(),
    bytes,
    zipBytes: Math.round(bytes * packedShare(sample)),
    hidden: redactor === undefined ? null : redactor.counts,
  };
}

async function eachSampled(
  pages: EventPages,
  signal: AbortSignal | undefined,
  look: (event: LogEvent) => void,
): Promise<{ events: number; isSample: boolean }> {
  let events = 0;
  for await (const page of pages()) {
    signal?.throwIfAborted();
    for (const event of page) {
      if (events >= SAMPLE) return { events, isSample: true };
      events++;
      look(event);
    }
  }
  return { events, isSample: false };
}

function packedShare(text: string): number {
  const raw = Buffer.from(text);
  if (raw.length === 0) return 1;
  return packBlock(raw).bytes.length / raw.length;
}
