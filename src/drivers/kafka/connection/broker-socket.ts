import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WRONG_PROTOCOL } from '../kafka-errors.ts';
import type { KafkaTls } from '../kafka-settings.ts';
import type { SocketFactory } from './kafkajs-internals.ts';

const KEEP_ALIVE_MS = 30_000;
/** A first answer is small; HTTP and TLS read as a length are beyond this. */
const MAX_FIRST_ANSWER = 64 * 1024 * 1024;

/** Sockets without delay, kept alive, that say so when something answers in another protocol than Kafka's. */
export function brokerSockets(tls: KafkaTls | undefined): SocketFactory {
  return ({ host, port, onConnect }) => {
    const socket: Socket =
      tls === undefined
        ? connect({ host, port }, onConnect)
        : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...tlsOptions(tls) }, onConnect);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.once('data', (first: Buffer) => {
      const length = first.length < 4 ? 0 : first.readInt32BE(0);
      if (length >= 0 && length <= MAX_FIRST_ANSWER) return;
      socket.destroy(Object.assign(new Error('The first answer is not Kafka’s.'), { code: WRONG_PROTOCOL }));
    });
    return socket;
  };
}

function tlsOptions({ ca, cert, key, passphrase, verify }: KafkaTls) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    rejectUnauthorized: verify ?? true,
  };
}
