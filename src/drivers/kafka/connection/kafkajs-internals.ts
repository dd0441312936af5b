/// <reference path="./kafkajs-modules.d.ts" />
// The one door to kafkajs, pinned to 2.2.4. Its connection gives framing, correlation, TLS and SASL; everything
// above (metadata, fetch, produce, groups) is ours, because its producer and consumer cost a multiple (ADR on the
// Kafka driver). What is used of it is asserted when the driver is loaded.
import packageFile from 'kafkajs/package.json' with { type: 'json' };
import loggers from 'kafkajs/src/loggers/index.js';
import Connection, { type ProtocolRequest, type SocketFactory } from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { AppError } from '../../../base/errors.ts';

const PINNED = '2.2.4';

export type KafkaJsConnection = Connection;

export type { ProtocolRequest, SocketFactory };

export interface ConnectionOptions {
  host: string;
  port: number;
  clientId: string;
  socketFactory: SocketFactory;
  sasl: { mechanism: string; username: string; password: string } | null;
  connectTimeoutMs: number;
}

/** A connection that is not connected yet. Time limits of requests are the caller's: kafkajs's interval is off. */
export function createConnection(options: ConnectionOptions): KafkaJsConnection {
  return new Connection({
    host: options.host,
    port: options.port,
    clientId: options.clientId,
    logger: silentLogger,
    socketFactory: options.socketFactory,
    ssl: null,
    sasl: options.sasl,
    connectionTimeout: options.connectTimeoutMs,
    requestTimeout: 30_000,
    enforceRequestTimeout: false,
  });
}

// Every failure is told by our own typed errors; kafkajs would log each a second time.
const silentLogger = loggers.createLogger({ level: 0, logCreator: () => () => undefined });

assertInternals();
mendIdleTimer();

function assertInternals(): void {
  const used: [string, unknown][] = [
    ['Connection.connect', Connection.prototype.connect],
    ['Connection.authenticate', Connection.prototype.authenticate],
    ['Connection.send', Connection.prototype.send],
    ['Connection.setVersions', Connection.prototype.setVersions],
    ['Connection.setSupportAuthenticationProtocol', Connection.prototype.setSupportAuthenticationProtocol],
    ['RequestQueue.scheduleCheckPendingRequests', RequestQueue.prototype.scheduleCheckPendingRequests],
  ];
  const missing = used.filter(([, member]) => typeof member !== 'function').map(([name]) => name);
  if (packageFile.version === PINNED && missing.length === 0) return;
  throw new AppError(
    'INTERNAL',
    `kafkajs ${packageFile.version} is installed, and the Kafka driver is written for ${PINNED}${
      missing.length === 0 ? '' : ` (missing: ${missing.join(', ')})`
    }.`,
    { hint: 'Install the version that package-lock.json names: npm ci.' },
  );
}

/** kafkajs arms a 1 ms timer for ever on each idle connection; it is needed only while requests wait. */
function mendIdleTimer(): void {
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
