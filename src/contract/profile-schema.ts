// A profile: the servers of a cluster workspace, as a person writes them. One schema for the file and for the form.
import { z } from 'zod';

const list = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The profile with secrets written as `secret` says. */
function profileWith<Secret extends z.ZodType>(secret: Secret) {
  const tls = z.strictObject({
    /** Files, by absolute path or beside the profile. */
    ca: z.string().exactOptional(),
    cert: z.string().exactOptional(),
    key: z.string().exactOptional(),
    passphrase: secret.exactOptional(),
    verify: z.boolean().exactOptional(),
  });
  const sasl = z.strictObject({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    username: z.string(),
    password: secret,
  });
  const kafka = z.strictObject({
    brokers: list,
    tls: z.union([z.boolean(), tls]).exactOptional(),
    sasl: sasl.exactOptional(),
    /** Names and patterns of the topics that are tailed and stored. */
    topics: list.exactOptional(),
    group: z.string().exactOptional(),
  });
  const zookeeper = z.strictObject({
    servers: list,
    root: z.string().startsWith('/').exactOptional(),
    user: z.string().exactOptional(),
    password: secret.exactOptional(),
    readableByAnyone: z.boolean().exactOptional(),
    sessionTimeout: z.string().exactOptional(),
  });
  const elasticsearch = z.strictObject({
    nodes: list,
    user: z.string().exactOptional(),
    password: secret.exactOptional(),
    apiKey: secret.exactOptional(),
    tls: tls.exactOptional(),
    indices: list.exactOptional(),
    prefix: z.string().exactOptional(),
  });
  return z.strictObject({
    version: z.literal(1),
    kafka: kafka.exactOptional(),
    zookeeper: zookeeper.exactOptional(),
    elasticsearch: elasticsearch.exactOptional(),
  });
}

/** In a file a secret may stand in an environment variable or in the secret store. */
export const profileText = profileWith(
  z.union([z.string(), z.strictObject({ env: z.string() }), z.strictObject({ secret: z.string() })]),
);
export type ProfileText = z.infer<typeof profileText>;

/** From a page secrets come as typed: it may not have other secrets of this machine sent to a server of its choice. */
export const typedProfile = profileWith(z.string());
