// The services for somebody who may look and not change anything. What is not named here is refused: a method that is
// added later is closed to viewers until somebody decides otherwise.
import { AppError } from '../base/errors.ts';
import { type ConsoleServices, contract } from '../contract/contract.ts';

type MethodName = keyof ConsoleServices;

/** What reads the workspace, and nothing of the machine the console runs on. */
const LOOKING: ReadonlySet<MethodName> = new Set<MethodName>([
  'workspace.describe',
  'workspace.status',
  'tails.follow',
  'tails.retune',
  'search.find',
  'search.count',
  'search.histogram',
  'search.values',
  'search.fields',
  'search.context',
  'trace.find',
  'timeShifts.read',
  'patterns.mine',
  'suspects.propose',
  'suspects.rank',
  'incidents.list',
  'incidents.read',
  'bundles.redactions',
  'bundles.preview',
  'pipeline.watch',
  'deadLetters.list',
  'deadLetters.read',
  'hosts.watch',
  'store.stats',
  'rules.read',
  'rules.watch',
  'rules.check',
  'rules.history',
  'rules.import',
]);

const REASON = 'This console was opened for viewers: it shows everything and changes nothing.';

/** The same services, with everything refused that changes something or reads files of this machine. */
export function asViewer(services: ConsoleServices): ConsoleServices {
  const own: Record<string, unknown> = { ...services };
  for (const name of Object.keys(contract) as MethodName[]) if (!LOOKING.has(name)) own[name] = refusal(name);
  return {
    ...(own as ConsoleServices),
    'rules.read': async (input, signal) => ({
      ...(await services['rules.read'](input, signal)),
      mayPublish: false,
      reason: REASON,
    }),
  };
}

function refusal(name: MethodName): unknown {
  const refuse = () => {
    throw new AppError('PERMISSION_DENIED', `${REASON} "${name}" was refused.`, {
      hint: 'Ask whoever runs it for the address of a console without --viewer.',
    });
  };
  if (contract[name].kind === 'call') return async () => refuse();
  return () => ({ [Symbol.asyncIterator]: () => ({ next: async () => refuse() }) });
}
