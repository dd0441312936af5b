import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { AppError, isAppError, messageOf } from '../base/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { BundleFindings } from './bundle-findings.ts';
import type { BundleProgress, BundleRequest, EventPages } from './bundle-request.ts';
import { inCanonicalOrder } from './parts/canonical-order.ts';
import { Census } from './parts/census.ts';
import { EventParts } from './parts/event-parts.ts';
import {
  BUNDLE_VERSION,
  INCIDENT_NAME,
  MANIFEST_NAME,
  type Manifest,
  NOTES_NAME,
  REPORT_NAME,
} from './parts/manifest.ts';
import { notesPage } from './parts/notes-page.ts';
import { PartSpool } from './parts/part-spool.ts';
import { PartWriter, type WrittenPart } from './parts/part-writer.ts';
import { readAhead } from './read-ahead.ts';
import { EventRedactor } from './redaction/event-redactor.ts';
import { TextRedactor } from './redaction/text-redactor.ts';
import { type ReportHead, reportPage } from './report/report-page.ts';
import { DeflateCrew } from './zip/deflate-crew.ts';
import { writeZip } from './zip/zip-writer.ts';

export interface BundleTarget {
  files: FileSystem;
  /** Where the bundle goes; its folder is there. */
  path: string;
  /** Replaces a file of that name; refused without it. */
  overwrite?: boolean;
  progress?: (now: BundleProgress) => void;
  signal?: AbortSignal;
}

export interface CreatedBundle {
  path: string;
  events: number;
  services: string[];
  /** SHA-256 of the whole file. */
  sha256: string;
  bytes: number;
  /** Values hidden in the timeline by kind; null when nothing was to be hidden. */
  hidden: Record<string, number> | null;
}

/** Where parts grow, and who packs them. */
interface Workshop {
  spool: PartSpool;
  crew: DeflateCrew;
}

/**
 * Writes a bundle. The same content gives the same bytes. Until it is whole it has another name: stopped or failed, it
 * leaves nothing behind. Rejects BAD_INPUT, PERMISSION_DENIED, STORE_FULL.
 */
export async function createBundle(
  request: BundleRequest,
  events: EventPages,
  target: BundleTarget,
): Promise<CreatedBundle> {
  const { files } = target;
  if (target.overwrite !== true) await refuseExisting(files, target.path);
  const redactor = request.redaction === undefined ? undefined : new EventRedactor(new TextRedactor(request.redaction));
  const base = path.join(path.dirname(target.path), `.${path.basename(target.path)}.${randomBytes(6).toString('hex')}`);
  const spoolPath = `${base}.spool`;
  const zipPath = `${base}.part`;
  let isDone = false;
  let spool: PartSpool | undefined;
  const crew = new DeflateCrew();
  try {
    spool = await PartSpool.open(files, spoolPath);
    const written = await writeParts(request, events, { spool, crew }, redactor, target);
    target.progress?.({ phase: 'writing', events: written.census.count, bytes: 0 });
    const zip = await writeZip(files, zipPath, spool, written.parts, target.signal);
    target.signal?.throwIfAborted();
    await files.rename(zipPath, target.path);
    isDone = true;
    await files.syncDirectory(path.dirname(target.path));
    return {
      path: target.path,
      events: written.census.count,
      services: [...written.census.services.keys()].filter((name) => name !== '').sort(),
      sha256: zip.fileSha256,
      bytes: zip.size,
      hidden: redactor === undefined ? null : redactor.counts,
    };
  } catch (error) {
    throw translated(error, target);
  } finally {
    await crew.close();
    await spool?.remove().catch(() => undefined);
    if (!isDone) await files.remove(zipPath).catch(() => undefined);
  }
}

async function writeParts(
  request: BundleRequest,
  pages: EventPages,
  workshop: Workshop,
  redactor: EventRedactor | undefined,
  target: BundleTarget,
): Promise<{ parts: WrittenPart[]; census: Census }> {
  if (redactor !== undefined) await learnSecrets(request, pages, redactor, target);
  const census = new Census();
  const eventParts = new EventParts(workshop.spool, workshop.crew);
  for await (const page of inCanonicalOrder(readAhead(pages()))) {
    target.signal?.throwIfAborted();
    for (const found of page) {
      const event = redactor === undefined ? found : redactor.redact(found);
      census.add(event);
      const full = eventParts.add(event);
      if (full !== undefined) await full;
    }
    target.progress?.({ phase: 'reading', events: census.count, bytes: eventParts.packedSize });
  }
  const logNames = eventParts.logNames;
  const timelineAndLogs = await eventParts.end();
  const findings = redactor === undefined ? request.findings : redactor.document(request.findings);
  const head = headOf(request, census, logNames, redactor);
  const parts = [...(await pagesOf(head, census, findings, workshop)), ...timelineAndLogs];
  const manifest = await textPart(workshop, MANIFEST_NAME, [manifestText({ ...head, parts: parts.map(describe) })]);
  return { parts: [manifest, ...parts], census };
}

async function learnSecrets(
  request: BundleRequest,
  pages: EventPages,
  redactor: EventRedactor,
  target: BundleTarget,
): Promise<void> {
  let events = 0;
  redactor.learn(request.findings);
  redactor.learn([request.title, request.query]);
  for await (const page of readAhead(pages())) {
    target.signal?.throwIfAborted();
    for (const event of page) redactor.learn(event);
    events += page.length;
    target.progress?.({ phase: 'looking', events, bytes: 0 });
  }
}

function headOf(
  request: BundleRequest,
  census: Census,
  logNames: ReadonlyMap<string, string>,
  redactor: EventRedactor | undefined,
): ReportHead {
  const { findings, range } = request;
  const iso = (timeMs: number | undefined) => (timeMs === undefined ? null : new Date(timeMs).toISOString());
  const told = { title: request.title, query: request.query, traceId: request.traceId, clock: findings.clock ?? [] };
  const { title, query, traceId, clock } = redactor === undefined ? told : redactor.document(told);
  return {
    bundle: BUNDLE_VERSION,
    producer: request.producer,
    title: title.slice(0, 500),
    scope: { query: query.slice(0, 10_000), from: iso(range.fromMs), to: iso(range.toMs), trace: traceId },
    events: { count: census.count, from: census.first, to: census.last },
    ruleRevision: findings.ruleRevision ?? null,
    clock: clock.map(({ host, offsetMs, errorMs, basis }) => ({ host, offsetMs, errorMs, basis })),
    services: [...census.services.values()]
      .map(({ service, events }) => ({ service, events, log: logNames.get(service)! }))
      .sort((a, b) => (a.service < b.service ? -1 : 1)),
    sources: census.sources,
    sourcesLeftOut: census.sourcesLeftOut,
    redaction:
      redactor === undefined || request.redaction === undefined
        ? null
        : {
            kinds: [...request.redaction.kinds],
            patterns: request.redaction.patterns.map(({ name }) => name),
            hidden: Object.fromEntries(Object.entries(redactor.counts).sort(([a], [b]) => (a < b ? -1 : 1))),
          },
  };
}

async function pagesOf(
  head: ReportHead,
  census: Census,
  findings: BundleFindings,
  workshop: Workshop,
): Promise<WrittenPart[]> {
  const parts = [
    await textPart(workshop, REPORT_NAME, reportPage(head, census, findings)),
    await textPart(workshop, NOTES_NAME, [notesPage(head, findings)]),
  ];
  if (findings.incident !== undefined) {
    parts.push(await textPart(workshop, INCIDENT_NAME, [`${JSON.stringify(findings.incident, null, 1)}\n`]));
  }
  return parts;
}

async function textPart({ spool, crew }: Workshop, name: string, pieces: Iterable<string>): Promise<WrittenPart> {
  const writer = new PartWriter(spool, crew);
  for (const piece of pieces) await writer.add(piece);
  return writer.end(name);
}

function describe({ name, size, sha256, packed, packedSha256 }: WrittenPart): Manifest['parts'][number] {
  return { name, size, sha256, packedSize: packed.length, packedSha256 };
}

function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

async function refuseExisting(files: FileSystem, file: string): Promise<void> {
  const isThere = await files.stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new AppError('BAD_INPUT', `There is a file "${file}" already.`, {
    hint: 'Choose another name, or say that it is to be replaced.',
  });
}

function translated(error: unknown, { path: file, signal }: BundleTarget): unknown {
  if (signal?.aborted || isAppError(error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const options = { cause: error, hint: 'Nothing was left behind. Choose another place and try again.' };
  const message = `Writing the bundle "${file}" failed: ${messageOf(error)}.`;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('STORE_FULL', message, {
      ...options,
      hint: 'Nothing was left behind. Make room and try again.',
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new AppError('PERMISSION_DENIED', message, options);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('BAD_INPUT', `There is no folder for the bundle "${file}".`, options);
  }
  return error;
}
