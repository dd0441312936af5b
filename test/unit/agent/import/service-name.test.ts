import { expect, test } from 'vitest';
import { serviceFromPath } from '../../../../src/agent/import/service-name.ts';

test.each([
  ['/var/log/inventoryd.log', 'inventoryd'],
  ['/var/log/inventoryd-2026-11-24.log.2.gz', 'inventoryd'],
  ['/var/log/nginx/access.log', 'nginx'],
  ['/srv/orders/logs/error.log.1', 'orders'],
  ['bundle.tgz!/pod-a/stdout.log', 'pod-a'],
  ['C:\\logs\\engine.20261124T1031.log', 'engine'],
  ['/var/log/access.log', 'access'],
  ['/srv/latin1.log', 'latin1'],
  ['/srv/worker-3.log', 'worker-3'],
  ['/srv/node17.log.4', 'node17'],
  ['/srv/s3-proxy_2026-11-24-2.log', 's3-proxy'],
  ['/srv/http2d-2026-11.log.gz', 'http2d'],
  ['/srv/x264.1795516262.log', 'x264'],
  ['/srv/app.2.log', 'app'],
  ['/srv/pay/20261124.log', 'pay'],
  ['/srv/pay/7.log', 'pay'],
  ['/home/me/.npm/_logs/2026-11-25T00_58_46_869Z-debug-0.log', 'npm'],
  ['/srv/2026-11-24_engine.log', 'engine'],
  ['/srv/20261124-103059-worker.log', 'worker'],
  ['-', 'logs'],
])('%s belongs to %s', (path, service) => {
  expect(serviceFromPath(path)).toBe(service);
});
