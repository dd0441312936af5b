// Kafka and Elasticsearch for a measurement or a torture: those that were named, else fresh ones of its own.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface OpenedServers {
  kafka: string;
  elasticsearch: string;
  close(): Promise<void>;
}

const PROGRAM = path.join(import.meta.dirname, '../../tools/servers/servers.mjs');

export async function openServers(named: { kafka?: string; elasticsearch?: string }): Promise<OpenedServers> {
  const { kafka, elasticsearch } = named;
  if (kafka !== undefined && elasticsearch !== undefined)
    return { kafka, elasticsearch, close: () => Promise.resolve() };
  const child = spawn(process.execPath, [PROGRAM, 'kafka', 'elasticsearch'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const found = JSON.parse(line) as { kafka: string; elasticsearch: string };
    return {
      ...found,
      close: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('The servers could not be started; the reason is above.');
}
