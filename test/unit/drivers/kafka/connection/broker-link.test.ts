import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { KafkaCluster } from '../../../../../src/drivers/kafka/connection/kafka-cluster.ts';

const API_VERSIONS = 18;
const METADATA = 3;

describe('a broker whose versions are not ours', () => {
  let server: Server | undefined;
  let cluster: KafkaCluster | undefined;
  afterEach(async () => {
    cluster?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  /** Answers the first request, which asks for versions, with these: key, lowest, highest. */
  const ask = async (versions: [number, number, number][]) => {
    server = createServer((socket) => {
      socket.once('data', (request: Buffer) => {
        const body = Buffer.alloc(4 + 2 + 4 + versions.length * 6);
        body.writeInt32BE(request.readInt32BE(8), 0);
        body.writeInt32BE(versions.length, 6);
        for (const [i, numbers] of versions.entries())
          for (const [j, number] of numbers.entries()) body.writeInt16BE(number, 10 + i * 6 + j * 2);
        const size = Buffer.alloc(4);
        size.writeInt32BE(body.length);
        socket.end(Buffer.concat([size, body]));
      });
      // The client leaves in the middle, as it pleases.
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    cluster = new KafkaCluster({ brokers: [`127.0.0.1:${(server.address() as AddressInfo).port}`] });
    return cluster.listTopics();
  };

  test('too old: says what it knows, what is needed and since when that is there', async () => {
    const versions: [number, number, number][] = [
      [API_VERSIONS, 0, 0],
      [METADATA, 0, 1],
    ];
    await expect(ask(versions)).rejects.toMatchObject({
      code: 'SERVER_UNSUPPORTED',
      message: expect.stringContaining('knows Metadata in versions 0 to 1'),
      hint: 'Kafka 2.4 or newer is needed.',
    });
  });

  test('something that does not know a request at all', async () => {
    await expect(ask([[API_VERSIONS, 0, 0]])).rejects.toMatchObject({
      code: 'SERVER_UNSUPPORTED',
      message: expect.stringContaining('knows Metadata not at all'),
    });
  });
});
