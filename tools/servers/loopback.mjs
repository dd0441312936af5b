import { connect } from 'node:net';

const LIMIT_MS = 2_000;

/** Sends bytes to a loopback port; gives what came back until `isWhole` holds or the other side closed. */
export function exchange(port, bytes, isWhole) {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error(`Port ${port} did not answer.`)));
    socket.on('data', (data) => {
      got = Buffer.concat([got, data]);
      if (!isWhole(got)) return;
      socket.destroy();
      resolve(got);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(got));
  });
}
