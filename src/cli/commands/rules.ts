import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError, messageOf } from '../../base/errors.ts';
import { parseDuration } from '../../base/time-text.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import type { Rule, RuleProblem } from '../../model/rule.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { readWholeStdin } from '../standard-input.ts';
import { wholeNumber } from './search.ts';

/** `crosstail rules …`: what is collected where. `check` and `preview` need no workspace. */
export function register(program: Command): void {
  const rules = program.command('rules').description('collection rules');
  rules.command('check <file>').description('check a file of rules').action(action(check));
  rules
    .command('preview <file>')
    .description('what the rules would make of files here, with counts')
    .option('--sample <LOG>', 'this file instead of those the rules name')
    .action(action(preview));
  rules
    .command('import <file>')
    .description('rules out of filebeat.yml or an OpenTelemetry Collector’s settings; nothing is published')
    .action(action(importSettings));
  rules
    .command('list')
    .description('the published rules')
    .action(action(withClient(list)));
  rules
    .command('show <id>')
    .description('one rule')
    .action(action(withClient(show)));
  rules
    .command('export')
    .description('the published rules as a file of rules')
    .action(action(withClient(exportRules)));
  rules
    .command('diff <file>')
    .description('what a file would change')
    .action(action(withClient(diff)));
  rules
    .command('push <file>')
    .description('publish a file of rules')
    .option('--note <N>', 'why', '')
    .option('--expect <REV>', 'only when this revision is the published one')
    .option('--wait <DURATION>', 'wait so long for every host to apply them', '30s')
    .action(action(withClient(push)));
  rules
    .command('status')
    .description('which host has applied what')
    .option('--wait <DURATION>', 'wait so long for every host')
    .action(action(withClient(status)));
  rules
    .command('history')
    .description('revisions, newest first')
    .action(action(withClient(history)));
  rules
    .command('rollback <revision>')
    .description('publish an earlier revision again')
    .action(action(withClient(rollback)));
}

type ClientAction<Args extends unknown[]> = (
  context: CommandContext,
  client: ConsoleClient,
  ...args: Args
) => Promise<void>;

function withClient<Args extends unknown[]>(
  run: ClientAction<Args>,
): (context: CommandContext, ...args: Args) => Promise<void> {
  return async (context, ...args) => {
    const { openConsoleClient } = await import('../../host/console-client.ts');
    const opened = await openConsoleClient(context.options);
    try {
      await run(context, opened.client, ...args);
    } finally {
      await opened.close();
    }
  };
}

async function readText(file: string): Promise<string> {
  if (file === '-') return readWholeStdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The file of rules ${file} could not be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
}

async function readRules(file: string): Promise<{ rules: Rule[]; problems: RuleProblem[] }> {
  const { parseRules } = await import('../../agent/rules/rule-text.ts');
  return parseRules(await readText(file));
}

async function check(context: CommandContext, file: string): Promise<void> {
  const { rules, problems } = await readRules(file);
  if (problems.length > 0) context.exitCode = EXIT.failed;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ errors: problems })}\n`);
    return;
  }
  for (const { rule, path, message } of problems)
    await context.out(`${rule === '' ? file : rule}${path === '' ? '' : ` ${path}`}: ${message}\n`);
  await context.out(`${rules.length} good, ${problems.length} problems\n`);
}

async function preview(context: CommandContext, file: string, options: { sample?: string }): Promise<void> {
  const { rules, problems } = await readRules(file);
  const first = problems[0];
  if (first !== undefined) {
    throw new AppError('RULE_INVALID', `Rule "${first.rule}", ${first.path}: ${first.message}`, {
      hint: `crosstail rules check ${file} lists every problem.`,
    });
  }
  const { previewRules } = await import('../../host/preview.ts');
  const result = await previewRules(rules, options.sample, context.signal);
  if (context.options.json) {
    await context.out(`${JSON.stringify(result)}\n`);
    return;
  }
  await context.out(
    `${result.events} events; ${result.merged} lines merged, ${result.dropped} events dropped, ${result.redacted} places redacted\n`,
  );
  for (const [field, count] of Object.entries(result.fields))
    await context.out(`${String(count).padStart(9)}  ${field}\n`);
  for (const sample of result.samples.slice(0, 20)) await context.out(`${JSON.stringify(sample)}\n`);
}

/** The rules to standard output, what could not be carried over to standard error as well. */
async function importSettings(context: CommandContext, file: string): Promise<void> {
  const text = await readText(file);
  const { importRules } = await import('../../agent/rules/import/rule-import.ts');
  const { kind, text: written, rules, notes } = importRules(text);
  if (rules.length === 0) context.exitCode = EXIT.failed;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ kind, rules, notes })}\n`);
    return;
  }
  await context.out(written);
  for (const { at, message } of notes) context.note(`${at}: ${message}`);
  context.note(`${rules.length} rules, ${notes.length} notes`);
}

async function list(context: CommandContext, client: ConsoleClient): Promise<void> {
  const { set } = await client['rules.read']({});
  if (context.options.json) {
    await context.out(`${JSON.stringify(set)}\n`);
    return;
  }
  for (const rule of set.rules) {
    const hosts = [...rule.hosts, ...Object.entries(rule.labels).map(([key, value]) => `${key}=${value}`)].join(' ');
    await context.out(
      `${rule.id.padEnd(20)} ${rule.service.padEnd(20)} ${hosts.padEnd(16)} ${rule.paths.join(' ')}${rule.enabled ? '' : ' (off)'}\n`,
    );
  }
  context.note(`revision ${set.revision}`);
}

async function show(context: CommandContext, client: ConsoleClient, id: string): Promise<void> {
  const { set } = await client['rules.read']({});
  const rule = set.rules.find((each) => each.id === id);
  if (rule === undefined)
    throw new AppError('NOT_FOUND', `There is no rule "${id}" in revision ${set.revision}.`, {
      hint: 'crosstail rules list names them.',
    });
  const { printRules } = await import('../../agent/rules/rule-print.ts');
  await context.out(
    context.options.json ? `${JSON.stringify({ revision: set.revision, rules: [rule] })}\n` : printRules([rule]),
  );
}

async function exportRules(context: CommandContext, client: ConsoleClient): Promise<void> {
  const { set, text } = await client['rules.read']({});
  await context.out(context.options.json ? `${JSON.stringify(set)}\n` : text);
}

async function diff(context: CommandContext, client: ConsoleClient, file: string): Promise<void> {
  const { rules } = await readRules(file);
  const { set } = await client['rules.read']({});
  const published = new Map(set.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const wanted = new Map(rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const added = [...wanted.keys()].filter((id) => !published.has(id));
  const removed = [...published.keys()].filter((id) => !wanted.has(id));
  const changed = [...wanted.keys()].filter((id) => published.has(id) && published.get(id) !== wanted.get(id));
  if (context.options.json) {
    await context.out(`${JSON.stringify({ revision: set.revision, added, removed, changed })}\n`);
    return;
  }
  for (const id of added) await context.out(`+ ${id}\n`);
  for (const id of removed) await context.out(`- ${id}\n`);
  for (const id of changed) await context.out(`~ ${id}\n`);
  if (added.length + removed.length + changed.length === 0) await context.out('no difference\n');
}

async function push(
  context: CommandContext,
  client: ConsoleClient,
  file: string,
  options: { note: string; expect?: string; wait: string },
): Promise<void> {
  const text = await readText(file);
  const { set } = await client['rules.read']({});
  const expectRevision = options.expect === undefined ? set.revision : wholeNumber(options.expect, '--expect');
  await publish(context, client, { text, note: options.note, expectRevision });
  await status(context, client, { wait: options.wait });
}

async function rollback(context: CommandContext, client: ConsoleClient, revision: string): Promise<void> {
  const wanted = wholeNumber(revision, 'the revision');
  const [{ set }, { revisions }] = await Promise.all([
    client['rules.read']({}),
    client['rules.history']({ limit: 500 }),
  ]);
  const found = revisions.find((each) => each.revision === wanted);
  if (found === undefined)
    throw new AppError('NOT_FOUND', `Revision ${wanted} is not in the history.`, {
      hint: 'crosstail rules history lists the revisions.',
    });
  await publish(context, client, {
    text: found.text,
    note: `Back to revision ${wanted}`,
    expectRevision: set.revision,
  });
  await status(context, client, { wait: '30s' });
}

async function publish(
  context: CommandContext,
  client: ConsoleClient,
  request: { text: string; note: string; expectRevision: number },
): Promise<void> {
  const result = await client['rules.publish'](request, context.signal);
  if (result.type === 'conflict') {
    throw new AppError(
      'RULE_CONFLICT',
      `Revision ${result.current.revision} was published meanwhile; nothing was written.`,
      { hint: 'See rules diff, then push again.' },
    );
  }
  context.note(`published revision ${result.revision}`);
}

async function history(context: CommandContext, client: ConsoleClient): Promise<void> {
  const { revisions } = await client['rules.history']({ limit: 500 });
  if (context.options.json) {
    await context.out(`${JSON.stringify({ revisions })}\n`);
    return;
  }
  for (const { revision, atMs, by, note } of revisions)
    await context.out(`${String(revision).padStart(5)}  ${new Date(atMs).toISOString()}  ${by.padEnd(12)} ${note}\n`);
}

async function status(context: CommandContext, client: ConsoleClient, options: { wait?: string }): Promise<void> {
  const { set } = await client['rules.read']({});
  const waitMs = options.wait === undefined ? 0 : parseDuration(options.wait);
  if (waitMs === undefined) throw new AppError('USAGE', `--wait was given "${options.wait}", which is not a duration.`);
  const until = Date.now() + waitMs;
  let hosts: HostLine[] = [];
  for await (const item of client['hosts.watch']({}, { signal: context.signal })) {
    hosts = item.hosts.filter((host) => host.present).map((host) => hostLine(host, set.revision));
    if (Date.now() >= until || hosts.every((host) => host.state !== 'waiting')) break;
  }
  if (hosts.some((host) => host.state !== 'applied')) context.exitCode = EXIT.failed;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ revision: set.revision, hosts })}\n`);
    return;
  }
  for (const host of hosts)
    await context.out(
      `${host.host.padEnd(20)} wanted ${host.wanted}  applied ${host.applied}  ${host.state}${host.error === null ? '' : `: ${host.error}`}\n`,
    );
}

interface HostLine {
  host: string;
  wanted: number;
  applied: number;
  state: 'applied' | 'refused' | 'waiting';
  error: string | null;
  ageMs: number;
}

function hostLine(
  {
    host,
    lastSeenMs,
    agent,
  }: {
    host: string;
    lastSeenMs: number;
    agent: { appliedRevision: number; rules: { rule: string; state: string; error?: string }[] };
  },
  wanted: number,
): HostLine {
  const refused = agent.rules.find((rule) => rule.state === 'refused');
  const state = agent.appliedRevision < wanted ? 'waiting' : refused === undefined ? 'applied' : 'refused';
  const error = refused === undefined ? null : `${refused.rule}: ${refused.error ?? 'refused'}`;
  return { host, wanted, applied: agent.appliedRevision, state, error, ageMs: Date.now() - lastSeenMs };
}
