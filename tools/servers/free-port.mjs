import { createServer } from 'node:net';

// Below what systems give to outgoing connections: nothing else takes one between here and the server's start.
const FIRST = 20_000;
const COUNT = 12_000;
const TRIES = 200;

/** A loopback port that nobody listens on. */
export async function freePort() {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found from ${FIRST} on.`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
