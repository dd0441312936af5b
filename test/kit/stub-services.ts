import { AppError } from '../../src/base/errors.ts';
import { type Answer, type ConsoleServices, contract } from '../../src/contract/contract.ts';

/** Services that refuse everything but what the test gives: for tests of the hosts, which must not care what they serve. */
export function createStubServices(given: Partial<ConsoleServices> = {}): ConsoleServices {
  const refused = Object.entries(contract).map(([name, { kind }]) => {
    const error = () => new AppError('NOT_SUPPORTED', `${name} is not part of this test.`);
    const call = async () => {
      throw error();
    };
    // biome-ignore lint/correctness/useYield: a stream that ends with an error before its first item
    const stream = async function* () {
      throw error();
    };
    return [name, kind === 'call' ? call : stream];
  });
  return { ...(Object.fromEntries(refused) as ConsoleServices), ...given };
}

/** An answer to `workspace.describe`. */
export const describedWorkspace: Answer<'workspace.describe'> = {
  name: 'stub',
  kind: 'embedded',
  version: '0.0.0',
  host: 'here',
  shell: 'browser',
  sample: { mode: 'off', running: false, fault: null, reason: null, logs: [] },
};
