// What is typed about servers, and the profile it makes.
import type { InputOf } from '../../platform/use-call.ts';

export type Profile = InputOf<'workspaces.test'>['profile'];
type Kafka = NonNullable<Profile['kafka']>;
type Elasticsearch = NonNullable<Profile['elasticsearch']>;
type Mechanism = NonNullable<Kafka['sasl']>['mechanism'];

/** As typed; an empty field is one that is not given. */
export const EMPTY_FORM = {
  name: '',
  brokers: '',
  topics: '',
  kafkaSecurity: 'none' as 'none' | 'tls',
  kafkaCa: '',
  kafkaCert: '',
  kafkaKey: '',
  mechanism: '' as '' | Mechanism,
  kafkaUser: '',
  kafkaPassword: '',
  zookeeper: '',
  root: '',
  zookeeperUser: '',
  zookeeperPassword: '',
  nodes: '',
  indices: '',
  elasticsearchCa: '',
  elasticsearchUser: '',
  elasticsearchPassword: '',
  apiKey: '',
};
export type ServerForm = typeof EMPTY_FORM;
export type FormKey = keyof ServerForm;

/** The profile that is typed; parts without an address are left out. */
export function profileOf(form: ServerForm): Profile {
  return {
    version: 1,
    ...(form.brokers.trim() === '' ? {} : { kafka: kafkaOf(form) }),
    ...(form.zookeeper.trim() === '' ? {} : { zookeeper: zookeeperOf(form) }),
    ...(form.nodes.trim() === '' ? {} : { elasticsearch: elasticsearchOf(form) }),
  };
}

/** False as long as there is no server to try. */
export function hasServer({ brokers, zookeeper, nodes }: ServerForm): boolean {
  return [brokers, zookeeper, nodes].some((each) => each.trim() !== '');
}

/** A name that a profile may have. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text);
}

function kafkaOf(form: ServerForm): Kafka {
  const { kafkaSecurity, kafkaCa: ca, kafkaCert: cert, kafkaKey: key, mechanism } = form;
  const files = given({ ca, cert, key });
  return {
    brokers: form.brokers.trim(),
    ...given({ topics: form.topics }),
    ...(kafkaSecurity === 'none' ? {} : { tls: Object.keys(files).length === 0 ? true : files }),
    ...(mechanism === '' ? {} : { sasl: { mechanism, username: form.kafkaUser.trim(), password: form.kafkaPassword } }),
  };
}

function zookeeperOf(form: ServerForm): NonNullable<Profile['zookeeper']> {
  const user = form.zookeeperUser.trim();
  return {
    servers: form.zookeeper.trim(),
    ...given({ root: form.root }),
    ...(user === '' ? {} : { user, password: form.zookeeperPassword }),
  };
}

function elasticsearchOf(form: ServerForm): Elasticsearch {
  const user = form.elasticsearchUser.trim();
  const ca = form.elasticsearchCa.trim();
  return {
    nodes: form.nodes.trim(),
    ...given({ indices: form.indices, apiKey: form.apiKey }),
    ...(user === '' ? {} : { user, password: form.elasticsearchPassword }),
    ...(ca === '' ? {} : { tls: { ca } }),
  };
}

function given<Key extends string>(fields: Record<Key, string>): Partial<Record<Key, string>> {
  const filled = Object.entries<string>(fields).flatMap(([key, text]) =>
    text.trim() === '' ? [] : [[key, text.trim()] as const],
  );
  return Object.fromEntries(filled) as Partial<Record<Key, string>>;
}
