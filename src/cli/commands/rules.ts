import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { readRules, readRuleText, withClient } from './rules-file.ts';
import { preview } from './rules-preview.ts';
import { registerPush } from './rules-push.ts';
import { printStatus, waitMsOf } from './rules-status.ts';

/** `crosstail rules …`: what is collected where. `check` and `preview` need no workspace. */
export function register(program: Command): void {
  const rules = program.command('rules').description('collection rules');
  rules.command('check <file>').description('check a file of rules').action(action(check));
  rules
    .command('preview <file>')
    .description('what the rules would make of files, with counts; nothing is sent')
    .option('--sample <LOG>', 'this file instead of those the rules name')
    .option('--on <HOST>', 'the files of that host, read by its agent')
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
  registerPush(rules);
  rules
    .command('status')
    .description('which host has applied what')
    .option('--wait <DURATION>', 'wait so long for every host')
    .action(action(withClient(status)));
  rules
    .command('history')
    .description('revisions, newest first')
    .action(action(withClient(history)));
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

/** The rules to standard output, what could not be carried over to standard error as well. */
async function importSettings(context: CommandContext, file: string): Promise<void> {
  const text = await readRuleText(file);
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
  for (const { rule, message } of set.problems ?? []) context.note(`${rule}: not in force: ${message}`);
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
  const waitMs = options.wait === undefined ? 0 : waitMsOf(options.wait);
  await printStatus(context, client, { waitMs });
}
