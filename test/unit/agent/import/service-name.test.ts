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
  ['-', 'logs'],
])('%s belongs to %s', (path, service) => {
  expect(serviceFromPath(path)).toBe(service);
});
