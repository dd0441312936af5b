// What a test wants to know of the sample shop's logs.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHOP_SERVICES, type ShopService } from '../../src/host/sample/recording.ts';

const POLL_MS = 50;

export class ShopLogs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All a service has logged so far. */
  text(service: ShopService): string {
    const file = path.join(this.#folder, `${service}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Ids of requests that all three services have logged. */
  sharedRequests(): string[] {
    const [first, ...others] = SHOP_SERVICES.map((service) => {
      const found = this.text(service).matchAll(/\b(?:req|request_id)=([0-9a-f]{12})\b/g);
      return new Set([...found].map((match) => match[1]!));
    });
    return [...first!].filter((id) => others.every((set) => set.has(id)));
  }

  /** Waits until a service has logged what fits; fails with what it logged last when it does not. */
  async until(service: ShopService, pattern: RegExp, timeoutMs = 20_000): Promise<void> {
    const endMs = Date.now() + timeoutMs;
    while (!pattern.test(this.text(service))) {
      if (Date.now() > endMs) {
        const last = this.text(service).split('\n').slice(-5).join('\n');
        throw new Error(`${service} did not log ${pattern} within ${timeoutMs} ms; its last lines are:\n${last}`);
      }
      await sleep(POLL_MS);
    }
  }
}
