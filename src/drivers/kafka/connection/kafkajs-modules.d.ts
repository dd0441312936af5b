// Types of the modules inside kafkajs 2.2.4 that the driver uses; kafkajs itself types only its front door.

declare module 'kafkajs/package.json' {
  const manifest: { version: string };
  export default manifest;
}

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';

  export type SocketFactory = (target: { host: string; port: number; onConnect: () => void }) => Socket;

  /** A request as a connection takes it: bytes out, bytes in. */
  export interface ProtocolRequest<T> {
    request: {
      apiKey: number;
      apiVersion: number;
      apiName: string;
      encode(): Promise<{ buf: Buffer; buffer: Buffer; size(): number }>;
    };
    response: { decode(payload: Buffer): Promise<Buffer>; parse(payload: Buffer): Promise<T> };
    logResponseError: false;
  }

  /** One socket with its queue of requests, SASL included. */
  export default class Connection {
    constructor(options: {
      host: string;
      port: number;
      clientId: string;
      logger: unknown;
      socketFactory: SocketFactory;
      ssl: object | null;
      sasl: object | null;
      connectionTimeout: number;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
    });
    socket?: Socket;
    connectionStatus: string;
    requestQueue: { rejectAll(error: Error): void; destroy(): void };
    isConnected(): boolean;
    connect(): Promise<true>;
    authenticate(): Promise<void>;
    setVersions(versions: Record<number, { minVersion: number; maxVersion: number }>): void;
    setSupportAuthenticationProtocol(supported: boolean): void;
    send<T>(request: ProtocolRequest<T>): Promise<T>;
  }
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    pending: unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  const loggers: { createLogger(options: { level: number; logCreator: () => () => void }): unknown };
  export default loggers;
}
