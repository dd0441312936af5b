import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../base/errors.ts';

const IPV4 = '127.0.0.1';
const IPV6 = '::1';
/** Ports tried when any will do and the one got on IPv4 is taken on IPv6. */
const ATTEMPTS = 10;

/**
 * Listens on both loopback addresses, on the same port; port 0 takes any free one. A machine without IPv6 is served on
 * IPv4 alone. Gives the port and the servers that listen. Rejects PORT_IN_USE or PERMISSION_DENIED.
 */
export async function listenOnLoopback(
  port: number,
  create: () => Server,
): Promise<{ port: number; servers: Server[] }> {
  for (let attempt = 1; ; attempt++) {
    const four = create();
    await listen(four, port, IPV4);
    const taken = (four.address() as AddressInfo).port;
    const six = create();
    try {
      await listen(six, taken, IPV6);
      return { port: taken, servers: [four, six] };
    } catch (error) {
      if ((error as AppError).code === 'NOT_SUPPORTED') return { port: taken, servers: [four] };
      four.close();
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw translate(error as NodeJS.ErrnoException, port, host);
  }
}

function translate(error: NodeJS.ErrnoException, port: number, host: string): AppError {
  if (error.code === 'EADDRINUSE') {
    return new AppError('PORT_IN_USE', `Port ${port} on ${host} is taken by another program.`, {
      hint: 'Choose another with --port, or leave it out to take any free one.',
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new AppError('PERMISSION_DENIED', `Port ${port} on ${host} may not be opened by this user.`, {
      hint: 'Choose a port above 1023 with --port.',
      cause: error,
    });
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') {
    return new AppError('NOT_SUPPORTED', `This machine has no address ${host}.`, { cause: error });
  }
  return new AppError('INTERNAL', `Listening on ${host}:${port} failed: ${error.message}.`, { cause: error });
}
