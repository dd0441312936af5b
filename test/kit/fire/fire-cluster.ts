// Kafka, ZooKeeper and Elasticsearch, and a proxy of our own on each link to them.
import path from 'node:path';
import { startElasticsearch } from '../../../tools/servers/elasticsearch-server.mjs';
import { freePort } from '../../../tools/servers/free-port.mjs';
import { KAFKA_USER, startKafka } from '../../../tools/servers/kafka-server.mjs';
import { startZookeeper } from '../../../tools/servers/zookeeper-server.mjs';
import { FaultProxy } from '../fault-proxy.ts';

export const LINKS = [
  'agent-kafka',
  'indexer-kafka',
  'tail-kafka',
  'agent-zookeeper',
  'indexer-elasticsearch',
] as const;
export type Link = (typeof LINKS)[number];

/** Each has a listener of its own: a broker tells its clients where to go on, and that must be their proxy. */
const KAFKA_LINKS = ['agent-kafka', 'indexer-kafka', 'tail-kafka'] as const;

export interface OwnServer {
  port: number;
  server: { kill(): Promise<void>; start(): Promise<void>; stop(): Promise<void> };
}

interface OwnKafka extends OwnServer {
  secureAddress: string;
  ca: string;
}

/** Servers that are there already and must not be harmed; one that is not named is started, and stopped at the end. */
export interface NamedServers {
  zookeeper?: string;
  elasticsearch?: string;
}

export class FireCluster {
  readonly links: Record<Link, FaultProxy>;
  readonly kafka: OwnKafka;
  readonly zookeeper: OwnServer | undefined;
  readonly elasticsearch: OwnServer | undefined;
  /** Ways past the proxies. */
  readonly direct: { zookeeper: string; elasticsearch: string };

  private constructor(
    links: Record<Link, FaultProxy>,
    servers: { kafka: OwnKafka; zookeeper: OwnServer | undefined; elasticsearch: OwnServer | undefined },
    direct: { zookeeper: string; elasticsearch: string },
  ) {
    this.links = links;
    this.kafka = servers.kafka;
    this.zookeeper = servers.zookeeper;
    this.elasticsearch = servers.elasticsearch;
    this.direct = direct;
  }

  static async open(folder: string, named: NamedServers): Promise<FireCluster> {
    const [agent, indexer, tail] = await Promise.all(KAFKA_LINKS.map(() => FaultProxy.open(0)));
    const proxies = { 'agent-kafka': agent!, 'indexer-kafka': indexer!, 'tail-kafka': tail! };
    const kafka: OwnKafka = await startBroker(path.join(folder, 'kafka'), proxies);
    const zookeeper = named.zookeeper === undefined ? await startZookeeper(path.join(folder, 'zookeeper')) : undefined;
    const elasticsearch =
      named.elasticsearch === undefined ? await startElasticsearch(path.join(folder, 'elasticsearch')) : undefined;
    const direct = {
      zookeeper: zookeeper?.address ?? named.zookeeper!,
      elasticsearch: elasticsearch?.address ?? named.elasticsearch!,
    };
    const links = {
      ...proxies,
      'agent-zookeeper': await FaultProxy.open(Number(direct.zookeeper.split(':').at(-1))),
      'indexer-elasticsearch': await FaultProxy.open(Number(new URL(direct.elasticsearch).port)),
    };
    return new FireCluster(links, { kafka, zookeeper, elasticsearch }, direct);
  }

  /** What a client of this link connects to. */
  address(link: Link): string {
    return `127.0.0.1:${this.links[link].port}`;
  }

  /** Kafka past the proxies: TLS and SCRAM, so that these are under fire as well. */
  get directKafka() {
    const { secureAddress, ca } = this.kafka;
    return {
      brokers: [secureAddress],
      tls: { ca },
      sasl: { mechanism: 'scram-sha-256' as const, ...KAFKA_USER },
    };
  }

  async close(): Promise<void> {
    for (const proxy of Object.values(this.links)) await proxy.close();
    await Promise.all([this.kafka, this.zookeeper, this.elasticsearch].map((own) => own?.server.stop()));
  }
}

async function startBroker(folder: string, proxies: Record<(typeof KAFKA_LINKS)[number], FaultProxy>) {
  const behind = await Promise.all(KAFKA_LINKS.map(async (link) => ({ link, port: await freePort() })));
  const nameOf = (link: string) => link.replace('-', '_').toUpperCase();
  const listener = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const kafka = await startKafka(folder, {
    settings: ({ port, secure, controller }: { port: number; secure: number; controller: number }) => {
      const own = [listener('PLAINTEXT', port), listener('SASL_SSL', secure)];
      const protocols = ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT', 'SASL_SSL:SASL_SSL'];
      return {
        listeners: [
          ...own,
          listener('CONTROLLER', controller),
          ...behind.map((each) => listener(nameOf(each.link), each.port)),
        ].join(','),
        'advertised.listeners': [...own, ...behind.map(({ link }) => listener(nameOf(link), proxies[link].port))].join(
          ',',
        ),
        'listener.security.protocol.map': [...protocols, ...behind.map(({ link }) => `${nameOf(link)}:PLAINTEXT`)].join(
          ',',
        ),
      };
    },
  });
  for (const { link, port } of behind) proxies[link].pointTo(port);
  return kafka;
}
