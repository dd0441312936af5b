// How components reach the console. Effects keyed on the client run again after a reconnection, so that every view
// subscribes again by itself.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { ConsoleClient } from '../../src/contract/contract.ts';
import type { Connection, ConnectionState } from './connect.ts';

const ConnectionContext = createContext<Connection | undefined>(undefined);

export function ConnectionProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

function useConnectionObject(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === undefined) throw new Error('A component asks for the console outside of its ConnectionProvider.');
  return connection;
}

/** State of the connection; follows every change. */
export function useConnection(): ConnectionState & { retry(): void } {
  const connection = useConnectionObject();
  const state = useSyncExternalStore(connection.subscribe, connection.snapshot);
  return { ...state, retry: () => void connection.start() };
}

/** The console's client; undefined until the first connection stands. While the host is lost its calls reject DISCONNECTED. */
export function useConsole(): ConsoleClient | undefined {
  return useConnection().client;
}
