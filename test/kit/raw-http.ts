import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Sends a request exactly as written, as no client library would, and reads the answer. */
export function rawRequest(port: number, head: string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.setTimeout(5_000, () => socket.destroy(new Error(`No answer within 5 s to: ${head[0]}`)));
    socket.on('error', reject);
    socket.on('data', (part) => {
      parts.push(part);
      // A switched protocol does not end by itself.
      if (parts[0]!.toString('latin1').startsWith('HTTP/1.1 101')) socket.end();
    });
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(parts).toString('latin1'))));
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
