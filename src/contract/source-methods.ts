// Files of the machine that runs the console: looked at, listed, read.
import { z } from 'zod';
import { call } from './method.ts';

const paths = z.array(z.string().min(1).max(4_096)).min(1).max(1_000);

export const sourceMethods = {
  /** What is behind each path, whose logs they seem to be and how they are written; nothing is read into the store. */
  'sources.look': call(
    z.strictObject({ paths }),
    z.strictObject({
      paths: z.array(
        z.strictObject({
          path: z.string(),
          kind: z.enum(['file', 'folder', 'pattern']),
          files: z.number(),
          /** Of them compressed or archives: read once, never followed. */
          packed: z.number(),
          service: z.string(),
          format: z.string().nullable(),
          /** Why nothing can be read. */
          problem: z.string().nullable(),
          unreadable: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
        }),
      ),
    }),
  ),
  /** Names in a folder, folders first; without a folder the usual place of logs. */
  'sources.list': call(
    z.strictObject({ folder: z.string().max(4_096).exactOptional() }),
    z.strictObject({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z.array(z.strictObject({ name: z.string(), isFolder: z.boolean() })),
      /** There are more entries than are listed. */
      isCut: z.boolean(),
    }),
  ),
};

/** What is known better than guessed about one of the paths to add. */
export const sourceChoice = z.strictObject({
  service: z.string().min(1).max(100).exactOptional(),
  format: z.string().max(1_000).exactOptional(),
});

/** What became of one of the paths. */
export const sourceOutcome = z.strictObject({
  path: z.string(),
  service: z.string(),
  /** Files read now, once. */
  files: z.number(),
  events: z.number(),
  isFollowed: z.boolean(),
  problem: z.string().nullable(),
});
