// Services of another process, seen as if they were here: a second window or a command on a workspace that is open
// already asks the process that owns it.
import { type ConsoleClient, type ConsoleServices, contract } from '../contract/contract.ts';

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>;
type AnyStream = (input: unknown, options: { signal: AbortSignal }) => AsyncIterable<unknown>;

/** Makes services out of a client. */
export function proxyServices(client: ConsoleClient): ConsoleServices {
  const services: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(contract)) {
    const remote = client[name as keyof ConsoleClient];
    services[name] =
      method.kind === 'call'
        ? (input: unknown, signal: AbortSignal) => (remote as AnyCall)(input, signal)
        : (input: unknown, signal: AbortSignal) => (remote as AnyStream)(input, { signal });
  }
  return services as ConsoleServices;
}
