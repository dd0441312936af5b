import { AppError } from '../../../base/errors.ts';
import { connectError, responseError } from '../kafka-errors.ts';
import { type BrokerAddress, formatBroker, type KafkaSettings } from '../kafka-settings.ts';
import { WireReader } from '../protocol/wire-reader.ts';
import { brokerSockets } from './broker-socket.ts';
import { createConnection, type KafkaJsConnection, type ProtocolRequest } from './kafkajs-internals.ts';

/** A request of Kafka's protocol at the version we write. */
export interface Api {
  key: number;
  version: number;
  name: string;
}

const API_VERSIONS: Api = { key: 18, version: 0, name: 'ApiVersions' };
const DEFAULT_CONNECT_MS = 5_000;
const DEFAULT_REQUEST_MS = 15_000;

/**
 * One authenticated connection to one broker. It is used until it fails once, then thrown away: no state of a dead
 * session lives on. Every request has a time limit; one that passes it ends the connection, which is how half-open
 * and mute links are found.
 */
export class BrokerLink {
  readonly server: string;
  /** Until an answer is there, in ms. */
  readonly requestMs: number;
  readonly #connection: KafkaJsConnection;
  readonly #connectMs: number;
  readonly #versions = new Map<number, { minVersion: number; maxVersion: number }>();
  readonly #onEnd = new Set<(reason: Error) => void>();
  #ended: Error | undefined;

  private constructor(address: BrokerAddress, settings: KafkaSettings) {
    this.server = formatBroker(address);
    this.requestMs = settings.requestTimeoutMs ?? DEFAULT_REQUEST_MS;
    this.#connectMs = settings.connectTimeoutMs ?? DEFAULT_CONNECT_MS;
    this.#connection = createConnection({
      ...address,
      clientId: settings.clientId ?? 'crosstail',
      socketFactory: brokerSockets(settings.tls),
      sasl: settings.sasl === undefined ? null : { ...settings.sasl },
      // Ours is a little earlier and says more.
      connectTimeoutMs: this.#connectMs + 1_000,
    });
  }

  /** Connects, asks for the versions the broker speaks, authenticates. Rejects with an AppError that names the broker. */
  static async open(address: BrokerAddress, settings: KafkaSettings, signal?: AbortSignal): Promise<BrokerLink> {
    const link = new BrokerLink(address, settings);
    const abort = () => link.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (signal?.aborted) link.close();
      await link.#limited(link.#connection.connect(), link.#connectMs, 'connecting');
      await link.#handshake();
      return link;
    } catch (error) {
      link.close();
      throw connectError(link.server, error, settings.tls !== undefined);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  get isOpen(): boolean {
    return this.#ended === undefined && this.#connection.isConnected();
  }

  /**
   * Sends a request and reads its answer. `waitMs` is what the request asks the broker to wait before it answers.
   * Rejects with a retryable AppError when the link fails: what became of the request is then not known.
   */
  async send<T>(api: Api, payload: Buffer, read: (reader: WireReader) => T, waitMs = 0): Promise<T> {
    this.#mustSpeak(api);
    const request = protocolRequest(api, payload, read);
    try {
      return await this.#limited(this.#connection.send(request), waitMs + this.requestMs, api.name);
    } catch (error) {
      // An answer that cannot be read leaves nothing to rely on either.
      this.close();
      throw connectError(this.server, error);
    }
  }

  /** Ends the connection at once; what is out is rejected. */
  close(reason: Error = new Error('The connection was closed by us.')): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#connection.requestQueue.rejectAll(reason);
    this.#connection.requestQueue.destroy();
    this.#connection.socket?.destroy();
    this.#connection.connectionStatus = 'disconnected';
    for (const reject of this.#onEnd) reject(reason);
  }

  async #handshake(): Promise<void> {
    const request = protocolRequest(API_VERSIONS, Buffer.alloc(0), (reader) => ({
      code: reader.int16(),
      apis: reader.array(() => ({ key: reader.int16(), minVersion: reader.int16(), maxVersion: reader.int16() })),
    }));
    const { code, apis } = await this.#limited(this.#connection.send(request), this.#connectMs, 'ApiVersions');
    if (code !== 0) throw responseError(code, `versions of ${this.server}`);
    for (const { key, minVersion, maxVersion } of apis) this.#versions.set(key, { minVersion, maxVersion });
    this.#connection.setVersions(Object.fromEntries(this.#versions));
    this.#connection.setSupportAuthenticationProtocol(true);
    await this.#limited(this.#connection.authenticate(), this.requestMs, 'authentication');
  }

  #mustSpeak({ key, version, name }: Api): void {
    const spoken = this.#versions.get(key);
    if (spoken !== undefined && spoken.minVersion <= version && version <= spoken.maxVersion) return;
    const range = spoken === undefined ? 'not at all' : `in versions ${spoken.minVersion} to ${spoken.maxVersion}`;
    throw new AppError(
      'SERVER_UNSUPPORTED',
      `Kafka broker ${this.server} knows ${name} ${range}, and version ${version} is needed.`,
      { hint: 'Kafka 2.4 or newer is needed.', details: { server: this.server, request: name } },
    );
  }

  #limited<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const ended = this.#ended;
      if (ended !== undefined) reject(ended);
      const timer = setTimeout(() => {
        const late = Object.assign(new Error(`${what}: timeout after ${limitMs} ms`), { code: 'ETIMEDOUT' });
        this.close(late);
        reject(late);
      }, limitMs);
      // A connection that is closed while it opens never settles in kafkajs: closing must be heard here too.
      this.#onEnd.add(reject);
      const done = () => {
        clearTimeout(timer);
        this.#onEnd.delete(reject);
      };
      work.then(resolve, reject).then(done, done);
    });
  }
}

function protocolRequest<T>(api: Api, payload: Buffer, read: (reader: WireReader) => T): ProtocolRequest<T> {
  return {
    request: {
      apiKey: api.key,
      apiVersion: api.version,
      apiName: api.name,
      encode: async () => ({ buf: payload, buffer: payload, size: () => payload.length }),
    },
    response: { decode: async (bytes) => bytes, parse: async (bytes) => read(new WireReader(bytes)) },
    logResponseError: false,
  };
}
