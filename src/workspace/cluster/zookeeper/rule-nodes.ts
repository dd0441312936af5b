// How rules lie in ZooKeeper, all of it versioned JSON below 256 kB a node:
//   <root>/rules                the index: the revision, and the hashes of its pages. The one node agents watch. What it
//                               brought in is in it as well while that is small: an agent then reads nothing else.
//   <root>/rules/<id>@<hash>    one rule as it was at some time; never written again
//   <root>/pages/<hash>         up to 1,000 rules by id and hash; never written again, shared between revisions
//   <root>/texts/<hash>         rules as a person wrote them
//   <root>/history/<revision>   who, when, why, and the pages: enough to go back
// What never changes needs no version check and may be kept by whoever read it: a change costs an agent the index, and
// where it is large, one page and the rules that changed.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import type { Rollout } from '../../../model/rollout.ts';
import type { Rule } from '../../../model/rule.ts';
import { ruleShape } from '../../../model/rule-shape.ts';

export const FORMAT = 1;
export const RULES_A_PAGE = 1_000;

/** Most characters of contents that the index repeats: it is sent to every agent at once. */
const MAX_RECENT = 32 * 1024;

const target = z.union([z.strictObject({ hosts: z.array(z.string()) }), z.strictObject({ percent: z.number() })]);
const index = z.object({
  format: z.number(),
  revision: z.number().int().nonnegative(),
  /** Names one edit: after a lost connection it tells whose publication is there. */
  edit: z.string(),
  pages: z.array(z.string()),
  /** By hash, the contents of nodes that this revision brought in: the same as in the nodes. */
  recent: z.record(z.string(), z.string()).exactOptional(),
  rollout: z
    .object({
      target,
      restMs: z.number().exactOptional(),
      state: z.enum(['running', 'paused', 'stopped']),
      reason: z.string().exactOptional(),
      stable: z.object({ revision: z.number(), pages: z.array(z.string()) }),
    })
    .exactOptional(),
});
const page = z.array(z.tuple([z.string(), z.string()]));
const entry = z.object({
  format: z.number(),
  revision: z.number().int(),
  atMs: z.number(),
  by: z.string(),
  note: z.string(),
  pages: z.array(z.string()),
  text: z.string().exactOptional(),
});

export type RuleIndex = z.infer<typeof index>;
export type HistoryEntry = z.infer<typeof entry>;
/** Id and content of one rule. */
export type RuleRef = readonly [id: string, hash: string];
export type StoredRollout = NonNullable<RuleIndex['rollout']>;

/** An id here is part of a node's name. */
const storedRule = ruleShape.extend({ id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/) });

export class RulePaths {
  readonly rules: string;
  readonly pages: string;
  readonly texts: string;
  readonly history: string;

  constructor(root: string) {
    this.rules = `${root}/rules`;
    this.pages = `${root}/pages`;
    this.texts = `${root}/texts`;
    this.history = `${root}/history`;
  }

  rule([id, hash]: RuleRef): string {
    return `${this.rules}/${id}@${hash}`;
  }

  page(hash: string): string {
    return `${this.pages}/${hash}`;
  }

  entry(revision: number): string {
    return `${this.history}/${String(revision).padStart(10, '0')}`;
  }
}

/** Names content: the first 96 bits of SHA-256. */
export function hashOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 24);
}

export function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The contents that a new index repeats: all of them, or none when they are many. */
export function recentOf(contents: ReadonlyMap<string, string>): Pick<RuleIndex, 'recent'> {
  const characters = [...contents.values()].reduce((sum, text) => sum + text.length, 0);
  return contents.size === 0 || characters > MAX_RECENT ? {} : { recent: Object.fromEntries(contents) };
}

/** The index in a node. Throws STORE_CORRUPT, or STORE_NEWER when a newer Crosstail wrote it. */
export function decodeIndex(data: Buffer, path: string): RuleIndex {
  return decode(index, data, path);
}

export function decodeEntry(data: Buffer, path: string): HistoryEntry {
  return decode(entry, data, path);
}

export function decodePage(data: Buffer, path: string): RuleRef[] {
  return decode(page, data, path);
}

/** A rule, or what is wrong with its node in words. */
export function decodeRule([id, hash]: RuleRef, data: Buffer | undefined, path: string): Rule | { problem: string } {
  if (data === undefined) return { problem: `Its node ${path} is not there.` };
  if (hashOf(data) !== hash) return { problem: `Its node ${path} was changed by something that is not Crosstail.` };
  try {
    const rule = storedRule.parse(JSON.parse(data.toString('utf8')));
    return rule.id === id ? rule : { problem: `Its node ${path} holds the rule "${rule.id}".` };
  } catch (error) {
    return { problem: `Its node ${path} does not hold a rule: ${firstLine(error)}.` };
  }
}

/** A rollout as it is published, with the rules that hold elsewhere. */
export function toRollout({ stable, ...state }: StoredRollout, rules: Rule[]): Rollout {
  return { ...state, stable: { revision: stable.revision, rules } };
}

function decode<T>(schema: z.ZodType<T>, data: Buffer, path: string): T {
  let value: unknown;
  try {
    value = JSON.parse(data.toString('utf8'));
    const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : FORMAT;
    if (typeof format === 'number' && format > FORMAT) throw newer(path, format);
    return schema.parse(value);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('STORE_CORRUPT', `The node ${path} in ZooKeeper cannot be read: ${firstLine(error)}.`, {
      cause: error,
      hint: 'Something that is not Crosstail wrote there. Remove the node with all below it (zkCli.sh: deleteall) and publish the rules again, their history stays; or choose another root in the profile.',
    });
  }
}

function newer(path: string, format: number): AppError {
  return new AppError('STORE_NEWER', `The node ${path} was written by a newer Crosstail (format ${format}).`, {
    hint: 'Update Crosstail, or choose another root in the profile.',
  });
}

function firstLine(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue === undefined ? 'it is of another form' : `${issue.path.join('.') || 'it'}: ${issue.message}`;
  }
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200);
}
