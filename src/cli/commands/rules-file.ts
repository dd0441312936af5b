// What every `crosstail rules` verb needs: the text of a file of rules, and a client of the workspace.
import { readFile } from 'node:fs/promises';
import { AppError, messageOf } from '../../base/errors.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import type { Rule, RuleProblem } from '../../model/rule.ts';
import type { CommandContext } from '../command-context.ts';
import { readWholeStdin } from '../standard-input.ts';

type ClientAction<Args extends unknown[]> = (
  context: CommandContext,
  client: ConsoleClient,
  ...args: Args
) => Promise<void>;

/** An action with a client of the process that has the workspace open, else of a console opened for it. */
export function withClient<Args extends unknown[]>(
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

/** The text of a file of rules; `-` is standard input. Rejects FILE_UNREADABLE. */
export async function readRuleText(file: string): Promise<string> {
  if (file === '-') return readWholeStdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The file of rules ${file} could not be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
}

/** The good rules of a file, and what is wrong with the others. Rejects FILE_UNREADABLE. */
export async function readRules(file: string): Promise<{ text: string; rules: Rule[]; problems: RuleProblem[] }> {
  const { parseRules } = await import('../../agent/rules/rule-text.ts');
  const text = await readRuleText(file);
  return { text, ...parseRules(text) };
}
