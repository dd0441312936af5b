import { expect, test } from 'vitest';
import { asViewer } from '../../../src/console/viewer-services.ts';
import type { ConsoleServices } from '../../../src/contract/contract.ts';
import { createStubServices, describedWorkspace } from '../../kit/stub-services.ts';

const read = { set: { revision: 3, rules: [] }, text: '', mayPublish: true, reason: null };
const { signal } = new AbortController();

/** Everything would be done, if only it were asked. */
function open(): { services: ConsoleServices; asked: string[] } {
  const asked: string[] = [];
  const services = createStubServices({
    'workspace.describe': async () => describedWorkspace,
    'rules.read': async () => read,
    'rules.publish': async () => {
      asked.push('rules.publish');
      return { type: 'published', revision: 4 };
    },
    'rules.steer': async () => {
      asked.push('rules.steer');
      return { steered: true };
    },
    'sources.add': () => {
      asked.push('sources.add');
      return { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) };
    },
  });
  return { services: asViewer(services), asked };
}

test('a viewer sees what there is, and is told that he may not publish', async () => {
  const { services } = open();
  expect(await services['workspace.describe']({}, signal)).toEqual(describedWorkspace);
  expect(await services['rules.read']({}, signal)).toEqual({
    ...read,
    mayPublish: false,
    reason: expect.stringContaining('for viewers'),
  });
});

test('calls and streams that change something are refused before they begin', async () => {
  const { services, asked } = open();
  const denied = { code: 'PERMISSION_DENIED' };
  await expect(services['rules.publish']({ text: '', note: '', expectRevision: 3 }, signal)).rejects.toMatchObject(
    denied,
  );
  await expect(services['rules.steer']({ revision: 3, step: { type: 'pause' } }, signal)).rejects.toMatchObject(denied);
  const adding = services['sources.add']({ paths: ['/x'], follow: false }, signal)[Symbol.asyncIterator]();
  await expect(adding.next()).rejects.toMatchObject(denied);
  expect(asked).toEqual([]);
});

test('whatever is not known to be harmless is refused', async () => {
  const { services } = open();
  const added = asViewer(services) as unknown as Record<string, (input: unknown) => Promise<unknown>>;
  await expect(added['rules.preview']!({})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(added['sources.look']!({})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
