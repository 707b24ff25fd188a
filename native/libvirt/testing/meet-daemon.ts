import { type ConnectOptions, type Connection, connect } from '../connection.ts';
import { FakeDaemon } from './fake-daemon.ts';

/** A domain as fake daemons have it. */
export const GUEST = { name: 'web', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };

const open: { close(): Promise<void> }[] = [];

/** A fake daemon and a connection to it, until {@link partFromDaemons}. */
export async function meetDaemon(
  script: FakeDaemon['script'] = () => undefined,
  options: Partial<ConnectOptions> = {},
): Promise<{ connection: Connection; daemon: FakeDaemon }> {
  const daemon = await startDaemon(script);
  const connection = await connect({ uri: daemon.uri, timeout: 5000, ...options });
  open.unshift(connection);
  return { connection, daemon };
}

/** A fake daemon alone. */
export async function startDaemon(script: FakeDaemon['script']): Promise<FakeDaemon> {
  const daemon = await FakeDaemon.start(script);
  open.unshift({ close: () => daemon.stop() });
  return daemon;
}

/** Closes what was opened. */
export async function partFromDaemons(): Promise<void> {
  for (const each of open.splice(0)) await each.close();
}

/** What a promise fails with. @throws when it does not */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: Error) => error,
  );
}
