// A profile: the servers of a cluster workspace, as a person writes them in YAML. Passwords may stand in it, in an
// environment variable (`{ env: NAME }`), or in the secret store (`{ secret: HANDLE }`).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { AppError, messageOf } from '../../base/errors.ts';
import { parseDuration } from '../../base/time-text.ts';
import { type ProfileText, profileText } from '../../contract/profile-schema.ts';
import {
  defaultIndices,
  type ElasticsearchSettings,
  parseNode,
} from '../../drivers/elasticsearch/elasticsearch-settings.ts';
import { type KafkaSettings, parseBroker } from '../../drivers/kafka/kafka-settings.ts';
import { DEFAULT_ROOT, parseServers, type ZooKeeperSettings } from '../../drivers/zookeeper/zookeeper-settings.ts';
import type { SecretStore } from '../../ports/secret-store.ts';

const MAX_BYTES = 256 * 1024;

type ElasticsearchText = NonNullable<ProfileText['elasticsearch']>;
type Secret = NonNullable<ElasticsearchText['password']>;
type TlsText = NonNullable<ElasticsearchText['tls']>;

/** What a cluster workspace is opened with; a part that is not named is not there. */
export interface ClusterSettings {
  name: string;
  kafka?: KafkaSettings;
  topics?: string[];
  group?: string;
  zookeeper?: ZooKeeperSettings;
  elasticsearch?: ElasticsearchSettings;
  prefix?: string;
}

/** Reads a profile's text. Throws BAD_INPUT that names the key. */
export function parseProfile(text: string, where: string): ProfileText {
  let written: unknown;
  try {
    if (text.length > MAX_BYTES) throw new RangeError('it is too large');
    written = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw badProfile(where, messageOf(error).split('\n')[0]!);
  }
  return checkProfile(written, where);
}

/** Takes what was read as a profile. Throws BAD_INPUT that names the key. */
function checkProfile(written: unknown, where: string): ProfileText {
  const parsed = profileText.safeParse(written);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badProfile(
    where,
    issue === undefined ? 'it is no profile' : `${issue.path.join('.') || 'it'}: ${issue.message}`,
  );
}

/** From what is written to what drivers take: addresses parsed, files read, secrets fetched. */
export async function resolveProfile(
  written: ProfileText,
  options: { name: string; folder: string; secrets: SecretStore },
): Promise<ClusterSettings> {
  const reader = new PartReader(options);
  const { kafka, zookeeper, elasticsearch } = written;
  const topics = kafka?.topics === undefined ? undefined : listOf(kafka.topics);
  return {
    name: options.name,
    ...(kafka === undefined ? {} : { kafka: await reader.kafka(kafka) }),
    ...(topics === undefined ? {} : { topics }),
    ...(kafka?.group === undefined ? {} : { group: kafka.group }),
    ...(zookeeper === undefined ? {} : { zookeeper: await reader.zookeeper(zookeeper) }),
    ...(elasticsearch === undefined ? {} : { elasticsearch: await reader.elasticsearch(elasticsearch) }),
    ...(elasticsearch?.prefix === undefined ? {} : { prefix: elasticsearch.prefix }),
  };
}

/** Servers as a command line names them, in place of a profile. */
export interface NamedServers {
  kafka?: string;
  zookeeper?: string;
  elasticsearch?: string;
  topic?: string[];
  group?: string;
  prefix?: string;
}

/** Settings from the options that stand in for a profile. */
export function settingsOfOptions(options: NamedServers): Promise<ClusterSettings> {
  const { kafka, zookeeper, elasticsearch, topic: topics, group, prefix } = options;
  const ofKafka = { ...(topics === undefined ? {} : { topics }), ...(group === undefined ? {} : { group }) };
  const ofIndex = prefix === undefined ? {} : { prefix };
  const written: ProfileText = {
    version: 1,
    ...(kafka === undefined ? {} : { kafka: { brokers: kafka, ...ofKafka } }),
    ...(zookeeper === undefined ? {} : { zookeeper: { servers: zookeeper } }),
    ...(elasticsearch === undefined ? {} : { elasticsearch: { nodes: elasticsearch, ...ofIndex } }),
  };
  return resolveProfile(written, { name: 'cluster', folder: process.cwd(), secrets: noSecrets });
}

const noSecrets: SecretStore = {
  protection: { kind: 'memory' },
  read: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
};

class PartReader {
  readonly #options: { name: string; folder: string; secrets: SecretStore };

  constructor(options: { name: string; folder: string; secrets: SecretStore }) {
    this.#options = options;
  }

  async kafka({ brokers, tls: secured, sasl }: NonNullable<ProfileText['kafka']>): Promise<KafkaSettings> {
    const hosts = listOf(brokers);
    const wrong = hosts.find((host) => parseBroker(host) === undefined);
    if (wrong !== undefined) throw badProfile(this.#options.name, `kafka.brokers: "${wrong}" is not host:port`);
    const security = typeof secured === 'object' ? await this.#tls(secured, 'kafka.tls') : secured ? {} : undefined;
    return {
      brokers: hosts,
      ...(security === undefined ? {} : { tls: security }),
      ...(sasl === undefined
        ? {}
        : { sasl: { ...sasl, password: await this.#secret(sasl.password, 'kafka.sasl.password') } }),
    };
  }

  async zookeeper(written: NonNullable<ProfileText['zookeeper']>): Promise<ZooKeeperSettings> {
    const { user, password, readableByAnyone, sessionTimeout } = written;
    const { servers, root } = parseServers(listOf(written.servers).join(','));
    const sessionTimeoutMs = sessionTimeout === undefined ? undefined : parseDuration(sessionTimeout);
    if (sessionTimeout !== undefined && sessionTimeoutMs === undefined)
      throw badProfile(
        this.#options.name,
        `zookeeper.sessionTimeout: "${sessionTimeout}" is not a duration such as 10s`,
      );
    if ((user === undefined) !== (password === undefined))
      throw badProfile(this.#options.name, 'zookeeper: user and password belong together');
    const auth =
      user === undefined || password === undefined
        ? undefined
        : { user, password: await this.#secret(password, 'zookeeper.password') };
    return {
      servers,
      root:
        written.root === undefined || written.root === '/' ? root : written.root.replace(/\/+$/, '') || DEFAULT_ROOT,
      ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
      ...(auth === undefined ? {} : { auth }),
      ...(readableByAnyone === undefined ? {} : { readableByAnyone }),
    };
  }

  async elasticsearch(written: NonNullable<ProfileText['elasticsearch']>): Promise<ElasticsearchSettings> {
    const { user, password, apiKey, tls: security, prefix } = written;
    // What the indexer stores under another name must be found where no index is named.
    const indices = written.indices ?? (prefix === undefined ? undefined : defaultIndices(prefix));
    const nodes = listOf(written.nodes).map(parseNode);
    const inAddress = nodes.find((node) => node.auth !== undefined)?.auth;
    const auth =
      apiKey !== undefined
        ? { apiKey: await this.#secret(apiKey, 'elasticsearch.apiKey') }
        : user !== undefined && password !== undefined
          ? { username: user, password: await this.#secret(password, 'elasticsearch.password') }
          : inAddress;
    return {
      nodes: nodes.map(({ node }) => node),
      ...(auth === undefined ? {} : { auth }),
      ...(security === undefined ? {} : { tls: await this.#tls(security, 'elasticsearch.tls') }),
      ...(indices === undefined ? {} : { indices: listOf(indices) }),
    };
  }

  async #tls({ ca, cert, key, passphrase, verify }: TlsText, where: string) {
    return {
      ...(ca === undefined ? {} : { ca: await this.#file(ca, `${where}.ca`) }),
      ...(cert === undefined ? {} : { cert: await this.#file(cert, `${where}.cert`) }),
      ...(key === undefined ? {} : { key: await this.#file(key, `${where}.key`) }),
      ...(passphrase === undefined ? {} : { passphrase: await this.#secret(passphrase, `${where}.passphrase`) }),
      ...(verify === undefined ? {} : { verify }),
    };
  }

  async #file(name: string, where: string): Promise<string> {
    try {
      return await readFile(path.resolve(this.#options.folder, name), 'utf8');
    } catch (error) {
      throw badProfile(this.#options.name, `${where}: ${messageOf(error)}`);
    }
  }

  async #secret(written: Secret, where: string): Promise<string> {
    if (typeof written === 'string') return written;
    const value = 'env' in written ? process.env[written.env] : await this.#options.secrets.read(written.secret);
    if (value !== undefined) return value;
    const missing = 'env' in written ? `the variable ${written.env} is not set` : 'the secret store does not have it';
    throw badProfile(this.#options.name, `${where}: ${missing}`);
  }
}

function listOf(written: string | string[]): string[] {
  const parts = typeof written === 'string' ? written.split(',') : written;
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function badProfile(where: string, why: string): AppError {
  return new AppError('BAD_INPUT', `The profile ${where} cannot be used: ${why}.`, {
    hint: 'docs/cluster.md shows a profile with every key.',
  });
}
