import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Connection, EngineClient, LinkState } from './connection.ts';

const ConnectionContext = createContext<Connection | null>(null);

/** Gives the screen its connection. */
export const ConnectionProvider = ConnectionContext;

/** The connection of the screen. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('no connection above this component');
  return connection;
}

/** The typed client of the engine. */
export function useClient(): EngineClient {
  return useConnection().client;
}

/** Whether the engine answers, as it changes. */
export function useLink(): LinkState {
  const connection = useConnection();
  return useSyncExternalStore(connection.onLink, connection.readLink);
}
