// What a socket's failure means to a person, whichever server is at its other end.
import type { ErrorCode } from './errors.ts';

/** What is wrong with a server, and what to do about it. */
export interface Remedy {
  code: ErrorCode;
  what: string;
  hint: string;
  retryable?: boolean;
}

/** By the system's code of a socket's error; `server` is what should listen there, such as `Elasticsearch`. */
export function socketRemedies(server: string): Record<string, Remedy> {
  const noWay: Remedy = {
    code: 'SERVER_UNREACHABLE',
    what: 'no way leads to it',
    hint: 'Check the network and the address.',
  };
  return {
    ENOTFOUND: {
      code: 'SERVER_UNREACHABLE',
      what: 'its name is not known to DNS',
      hint: 'Check the spelling of the host, or name it by its address.',
    },
    EAI_AGAIN: {
      code: 'SERVER_UNREACHABLE',
      what: 'DNS did not answer',
      hint: 'Check the network and the name server.',
    },
    ECONNREFUSED: {
      code: 'SERVER_UNREACHABLE',
      what: 'nothing listens there',
      hint: `Check the port, and that ${server} runs.`,
    },
    EHOSTUNREACH: noWay,
    ENETUNREACH: noWay,
  };
}
