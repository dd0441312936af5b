/** How a Kafka cluster is reached. Contents of files, not their names; secrets stay in memory. */
export interface KafkaSettings {
  /** host:port of some brokers; the others are learnt from them. */
  brokers: string[];
  clientId?: string;
  tls?: KafkaTls;
  sasl?: KafkaSasl;
  /** To open a socket, TLS included. Default 5,000. */
  connectTimeoutMs?: number;
  /** Until an answer is there, beyond what a request itself asks the broker to wait. Default 15,000. */
  requestTimeoutMs?: number;
}

export interface KafkaTls {
  /** PEM text of the authorities that are trusted; the system's when not given. */
  ca?: string;
  /** PEM text of the client's certificate and key, where brokers ask for one. */
  cert?: string;
  key?: string;
  passphrase?: string;
  /** false accepts any certificate: for a look at a test system only. */
  verify?: boolean;
}

export interface KafkaSasl {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password: string;
}

const DEFAULT_PORT = 9092;

export interface BrokerAddress {
  host: string;
  port: number;
}

/** `host`, `host:port`, `[::1]:port` → address; undefined when it is none. */
export function parseBroker(text: string): BrokerAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:,/[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** `host:port` as people write it. */
export function formatBroker({ host, port }: BrokerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
