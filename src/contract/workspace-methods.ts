// The workspaces of this machine: which there are, another one opened, servers tried and added.
import { z } from 'zod';
import { call } from './method.ts';
import { typedProfile } from './profile-schema.ts';
import { nothing } from './schemas.ts';

const name = z.string().min(1).max(64);
const serverTest = z.strictObject({
  ok: z.boolean(),
  /** What is there, or what is wrong. */
  detail: z.string(),
  /** What to do now, when it is not ok. */
  hint: z.string().exactOptional(),
});

export const workspaceMethods = {
  /** Folders and saved profiles, by name. */
  'workspaces.list': call(
    nothing,
    z.strictObject({
      workspaces: z.array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(['embedded', 'cluster']),
          /** Servers or folder, in a line. */
          detail: z.string(),
        }),
      ),
      /** How passwords are kept here, when a person should know. */
      warning: z.string().exactOptional(),
    }),
  ),
  /** Tries each server that is named, of a profile that is not saved yet. */
  'workspaces.test': call(
    z.strictObject({ profile: typedProfile }),
    z.strictObject({
      kafka: serverTest.exactOptional(),
      zookeeper: serverTest.exactOptional(),
      elasticsearch: serverTest.exactOptional(),
    }),
  ),
  /** Saves a profile; an earlier one of the name is replaced only when `replace` says so. */
  'workspaces.save': call(
    z.strictObject({ name, profile: typedProfile, replace: z.boolean() }),
    z.strictObject({ warning: z.string().exactOptional() }),
  ),
  /** Forgets a profile and its passwords; the servers are left as they are. */
  'workspaces.remove': call(z.strictObject({ name }), nothing),
  /** Opens another workspace in this console. Whoever looks at it asks everything anew. */
  'workspaces.open': call(z.strictObject({ name, kind: z.enum(['embedded', 'cluster']) }), nothing),
};
