import type { MienContract } from '../../shared/contract/contract.ts';
import type { InputOf, NamesOf, OutputOf } from '../../shared/rpc/procedure.ts';
import type { EngineClient } from './connection.ts';

/** Milliseconds before a stream that failed is asked for again. */
const pause = 3000;

/** Follows a stream to its regular end: one that fails begins again, so that nothing silently stops. */
export function keepFollowing<N extends NamesOf<MienContract, 'stream'>>(
  client: EngineClient,
  name: N,
  input: InputOf<MienContract[N]>,
  listener: (value: OutputOf<MienContract[N]>) => void,
  signal: AbortSignal,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const begin = (): void => {
    if (signal.aborted) return;
    client.follow(name, input, listener, {
      signal,
      onEnd: (error) => {
        if (error !== null) timer = setTimeout(begin, pause);
      },
    });
  };
  begin();
}
