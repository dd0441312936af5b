import { type ConsoleServices, contract } from '../contract/contract.ts';

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>;
type AnyStream = (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>;

/** Services that are there before those that answer are: each asks at its call who that is, and fails as that failed. */
export function lateServices(current: () => Promise<ConsoleServices>): ConsoleServices {
  const services: Record<string, AnyCall | AnyStream> = {};
  for (const [name, { kind }] of Object.entries(contract)) {
    const service = async () => (await current())[name as keyof ConsoleServices] as AnyCall | AnyStream;
    services[name] =
      kind === 'call'
        ? async (input, signal) => ((await service()) as AnyCall)(input, signal)
        : async function* (input, signal) {
            yield* ((await service()) as AnyStream)(input, signal);
          };
  }
  return services as ConsoleServices;
}
