import type { Command } from 'commander';
import { AppError, isAppError } from '../../base/errors.ts';
import type { ImportProgress, ImportResult } from '../../ports/importer.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

interface ImportOptions {
  service?: string;
  format: string;
  encoding: string;
  timezone?: string;
}

/** Without a terminal a line of progress so often; on one, the line is rewritten. */
const NOTE_EVERY_MS = 10_000;

/** `crosstail import`: files, folders, archives and standard input into the store. */
export function register(program: Command): void {
  program
    .command('import <path...>')
    .description('read files, folders, .gz .zst .bz2 .xz .zip .tar* or - (standard input) into the store')
    .option('--service <S>', 'service name (default: from the file’s name)')
    .option('--format <NAME>', 'format', 'auto')
    .option('--encoding <NAME>', 'encoding', 'auto')
    .option('--timezone <Z>', 'zone of times written without one')
    .action(action(run));
}

async function run(context: CommandContext, paths: string[], options: ImportOptions): Promise<void> {
  const [{ runImport }, { chooseFolder }] = await Promise.all([
    import('../../host/agents/run-import.ts'),
    import('../../host/workspaces/workspace-choice.ts'),
  ]);
  const { service, format, encoding, timezone } = options;
  const request = {
    paths,
    format,
    encoding,
    ...(service === undefined ? {} : { service }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(context.options.host === undefined ? {} : { host: context.options.host }),
  };
  const folder = chooseFolder(context.options.workspace);
  const result = await runImport(folder, request, progressLine(context), context.signal).catch(asUsage);
  clearProgress(context);
  if (result.files === 0 && result.unreadable.length > 0) throw nothingRead(result);
  if (result.unreadable.length > 0) context.exitCode = EXIT.partly;
  for (const { path, reason } of result.unreadable) context.note(`not read: ${path}: ${reason}`);
  for (const file of result.encodings) context.note(encodingNote(file));
  if (context.options.json) {
    const incomplete = result.unreadable.length > 0 ? { incomplete: result.unreadable } : {};
    await context.out(`${JSON.stringify({ ...result, ...incomplete })}\n`);
  } else await context.out(resultText(result));
}

/** A format, encoding or zone that is none was typed wrong: nothing was read. */
function asUsage(error: unknown): never {
  if (!isAppError(error) || error.code !== 'RULE_INVALID') throw error;
  throw new AppError('USAGE', error.message, error.hint === undefined ? {} : { hint: error.hint });
}

function encodingNote({ path, encoding, isGuessed, replaced }: ImportResult['encodings'][number]): string {
  const how = isGuessed
    ? `read as ${encoding}, the likeliest encoding (name it with --encoding)`
    : `read as ${encoding}`;
  return `${path}: ${how}${replaced === 0 ? '' : `; ${replaced} bytes that are none of its characters became \ufffd`}`;
}

function nothingRead({ unreadable }: ImportResult): AppError {
  const [first] = unreadable;
  const more = unreadable.length > 1 ? ` (and ${unreadable.length - 1} more)` : '';
  return new AppError(
    'FILE_UNREADABLE',
    `Nothing was imported: ${first!.path}: ${first!.reason.replace(/\.$/, '')}${more}.`,
    {
      hint: 'Name text files, folders or archives that you may read.',
      details: { unreadable: unreadable.slice(0, 50) },
    },
  );
}

function resultText(result: ImportResult): string {
  const formats = Object.entries(result.formats).map(([name, files]) => `${name} ×${files}`);
  const range = result.from === null ? '' : `\n${result.from} to ${result.to}`;
  return (
    `${result.events} events from ${result.lines} lines of ${result.files} files${range}\n` +
    `services: ${result.services.join(', ')}\nformats: ${formats.join(', ')}\n`
  );
}

function progressLine(context: CommandContext): (now: ImportProgress) => void {
  const isTerminal = process.stderr.isTTY === true;
  let notedMs = performance.now();
  return ({ files, events, path }) => {
    if (context.options.quiet) return;
    const text = `${events} events, ${files} files read, reading ${path}`;
    if (isTerminal) process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else if (performance.now() - notedMs >= NOTE_EVERY_MS) {
      notedMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  };
}

function clearProgress(context: CommandContext): void {
  if (process.stderr.isTTY && !context.options.quiet) process.stderr.write('\r\u001b[K');
}
