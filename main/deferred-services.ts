import { type ConsoleServices, contract } from '../src/contract/contract.ts';

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>;
type AnyStream = (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>;

/** Services that are there before their workspace is: each waits for it, and fails as its opening failed. */
export function deferServices(opening: Promise<ConsoleServices>): ConsoleServices {
  const services: Record<string, AnyCall | AnyStream> = {};
  for (const [name, { kind }] of Object.entries(contract)) {
    const service = async () => (await opening)[name as keyof ConsoleServices] as AnyCall | AnyStream;
    services[name] =
      kind === 'call'
        ? async (input, signal) => ((await service()) as AnyCall)(input, signal)
        : async function* (input, signal) {
            yield* ((await service()) as AnyStream)(input, signal);
          };
  }
  return services as ConsoleServices;
}
