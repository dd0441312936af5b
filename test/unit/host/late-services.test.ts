import { expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import type { ConsoleServices } from '../../../src/contract/contract.ts';
import { lateServices } from '../../../src/host/late-services.ts';
import { createStubServices, describedWorkspace } from '../../kit/stub-services.ts';

const signal = new AbortController().signal;

test('calls and streams made before the workspace is open wait for it', async () => {
  let open: (services: ConsoleServices) => void = () => {};
  const opening = new Promise<ConsoleServices>((resolve) => {
    open = resolve;
  });
  const services = lateServices(() => opening);
  const described = services['workspace.describe']({}, signal);
  const hosts = services['hosts.watch']({}, signal)[Symbol.asyncIterator]().next();
  open(
    createStubServices({
      'workspace.describe': async () => describedWorkspace,
      async *'hosts.watch'() {
        yield { hosts: [] };
      },
    }),
  );
  expect(await described).toEqual(describedWorkspace);
  expect(await hosts).toEqual({ value: { hosts: [] }, done: false });
});

test('when the workspace did not open, every request says why', async () => {
  const why = new AppError('STORE_NEWER', 'The store is from a newer version.');
  const opening = Promise.reject(why);
  opening.catch(() => {});
  const services = lateServices(() => opening);
  await expect(services['workspace.describe']({}, signal)).rejects.toBe(why);
  await expect(services['hosts.watch']({}, signal)[Symbol.asyncIterator]().next()).rejects.toBe(why);
});

test('leaving a stream ends the service’s own', async () => {
  let ended = false;
  const stubs = createStubServices({
    async *'hosts.watch'() {
      try {
        for (;;) yield { hosts: [] };
      } finally {
        ended = true;
      }
    },
  });
  const services = lateServices(async () => stubs);
  for await (const _item of services['hosts.watch']({}, signal)) break;
  expect(ended).toBe(true);
});
