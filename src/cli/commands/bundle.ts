import type { Command } from 'commander';
import type { BundleProgress } from '../../bundle/bundle-request.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { harmless } from '../print-event.ts';
import { rangeOf } from './search.ts';

interface CreateOptions {
  from?: string;
  to?: string;
  trace?: string;
  incident?: string;
  redact: string[];
  output: string;
  force?: boolean;
}

const NOTE_EVERY_MS = 10_000;

/** `crosstail bundle create|verify|open`: an incident as one file, checked, and opened again. */
export function register(program: Command): void {
  const bundle = program.command('bundle').description('hand events over as one file, check it, open it again');
  bundle
    .command('create [query...]')
    .description('write a bundle of what a query, a trace or an incident covers')
    .requiredOption('-o, --output <F>', 'file to write')
    .option('--from <T>', 'from this time on')
    .option('--to <T>', 'up to this time')
    .option('--trace <ID>', 'only what carries this id')
    .option('--incident <ID>', 'a saved incident: its times, suspects, notes and pins')
    .option(
      '--redact <RULES>',
      'hide secrets: default, all, kinds with commas between, or a YAML file; may be repeated',
      (rules, all: string[]) => [...all, rules],
      [],
    )
    .option('--force', 'replace the file when it is there')
    .action(action(create));
  bundle.command('verify <file>').description('check every byte and every part of a bundle').action(action(verify));
  bundle
    .command('open <file>')
    .description('load a bundle into a workspace of its own, or into the one named by --workspace')
    .action(action(open));
}

async function create(context: CommandContext, words: string[], options: CreateOptions): Promise<void> {
  const { makeBundle } = await import('../../host/files/bundle-file.ts');
  const { readRedactionRules } = await import('../../host/redaction-rules.ts');
  const redaction = options.redact.length === 0 ? null : await readRedactionRules(options.redact);
  const { trace, incident } = options;
  const scope = {
    query: words.join(' '),
    range: rangeOf(options, Date.now()),
    redaction,
    ...(trace === undefined ? {} : { trace }),
    ...(incident === undefined ? {} : { incident }),
  };
  const show = progressLine(context);
  const made = await makeBundle(context.options, scope, {
    path: options.output,
    overwrite: options.force === true,
    progress: ({ phase, events }: BundleProgress) => show(`${PHASES[phase]}: ${events} events`),
    signal: context.signal,
  });
  clearProgress(context);
  if (redaction === null) context.note('Nothing was hidden; --redact default takes addresses, passwords and keys out.');
  const { path, events, services, sha256, bytes, hidden } = made;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ path, events, services, sha256, bytes, hidden })}\n`);
    return;
  }
  await context.out(`${path}\n${events} events of ${services.length} services, ${bytes} bytes, SHA-256 ${sha256}\n`);
  if (hidden !== null) {
    const counts = Object.entries(hidden).map(([kind, count]) => `${count} ${kind}`);
    await context.out(`hidden: ${counts.length === 0 ? 'nothing was found' : counts.join(', ')}\n`);
  }
}

const PHASES = { looking: 'looking for secrets', reading: 'reading', writing: 'writing the file' };

async function verify(context: CommandContext, file: string): Promise<void> {
  const { verifyBundle } = await import('../../bundle/verify-bundle.ts');
  const { ok, problems, manifest } = await verifyBundle(file, context.signal);
  context.exitCode = ok ? EXIT.done : EXIT.failed;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ ok, problems })}\n`);
    return;
  }
  if (ok && manifest !== undefined) {
    await context.out(`ok: ${manifest.parts.length + 1} parts, ${manifest.events.count} events, all as written\n`);
  }
  for (const { part, text } of problems) {
    await context.out(harmless(part === undefined ? `${text}\n` : `${part}: ${text}\n`));
  }
}

async function open(context: CommandContext, file: string): Promise<void> {
  const { loadBundle } = await import('../../host/files/bundle-file.ts');
  const show = progressLine(context);
  const { manifest, incident, events, duplicates, folder } = await loadBundle(file, context.options.workspace, {
    progress: (count) => show(`${count} events loaded`),
    signal: context.signal,
  });
  clearProgress(context);
  const services = manifest.services.flatMap(({ service }) => (service === '' ? [] : [service]));
  if (context.options.json) {
    const { from, to } = manifest.events;
    const result = {
      files: manifest.sources.length,
      lines: events,
      events,
      from,
      to,
      services,
      formats: {},
      unreadable: [],
    };
    const more = { workspace: folder, title: manifest.title, incident: incident?.id ?? null, duplicates };
    await context.out(`${JSON.stringify({ ...result, ...more })}\n`);
    return;
  }
  const known = duplicates === 0 ? '' : ` (${duplicates} were there already)`;
  await context.out(harmless(`${manifest.title}: ${events} events of ${services.length} services${known}\n`));
  await context.out(`now: crosstail serve --workspace ${folder}\n`);
}

function progressLine(context: CommandContext): (text: string) => void {
  const isTerminal = process.stderr.isTTY === true;
  let notedMs = performance.now();
  return (text) => {
    if (context.options.quiet) return;
    if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
    else if (performance.now() - notedMs >= NOTE_EVERY_MS) {
      notedMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  };
}

function clearProgress(context: CommandContext): void {
  if (process.stderr.isTTY && !context.options.quiet) process.stderr.write('\r\u001b[K');
}
