import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ElasticsearchClient } from '../../../../src/drivers/elasticsearch/elasticsearch-client.ts';

describe('what answers is looked at before it is used', () => {
  let server: Server | undefined;
  let client: ElasticsearchClient | undefined;
  afterEach(async () => {
    await client?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  /** A server that answers everything so. */
  const ask = async (headers: Record<string, string>, body: string) => {
    server = createServer((_request, response) => void response.writeHead(200, headers).end(body));
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    client = new ElasticsearchClient({ nodes: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`] });
    return client.info();
  };
  const OURS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
  const version = (number: string) =>
    JSON.stringify({ name: 'n', cluster_name: 'c', version: { number }, tagline: 'You Know, for Search' });

  test('a version that is too old is refused with the one that is needed', async () => {
    await expect(ask(OURS, version('7.17.9'))).rejects.toMatchObject({
      code: 'SERVER_UNSUPPORTED',
      message: expect.stringContaining('version 7.17.9'),
      hint: 'Version 8 or newer is needed.',
    });
  });

  test.each(['8.0.0', '9.2.1'])('version %s is taken', async (number) => {
    expect(await ask(OURS, version(number))).toEqual({ name: 'n', cluster: 'c', version: number });
  });

  test('another product that speaks alike, and something that is none', async () => {
    const { 'content-type': json } = OURS;
    const unsupported = { code: 'SERVER_UNSUPPORTED', hint: expect.stringContaining('port') };
    await expect(ask({ 'content-type': json }, version('8.1.0'))).rejects.toMatchObject(unsupported);
    await client?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await expect(ask({ 'content-type': 'text/html' }, '<html>hello</html>')).rejects.toMatchObject(unsupported);
  });
});
