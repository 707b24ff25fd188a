import type { MessagePortMain, UtilityProcess } from 'electron';

/** What the shell tells the engine's process. A port comes along with `connect`. */
export type EngineMessage = { kind: 'connect' } | { kind: 'open'; targets: string[] };

/** The engine's process, started again when it dies. */
export interface EngineHost {
  connect(port: MessagePortMain): void;
  open(targets: string[]): void;
  stop(): void;
}

/** Restarts within a minute after which the engine is left dead; the page says so then. */
const RESTARTS = 5;
const MINUTE = 60_000;

/** Keeps one engine running; `fork` starts its process, `now` is a clock in milliseconds. */
export function hostEngine(
  fork: (targets: readonly string[]) => UtilityProcess,
  targets: readonly string[],
  now: () => number = () => performance.now(),
): EngineHost {
  let stopped = false;
  let child: UtilityProcess | null = null;
  let deaths: number[] = [];

  function start(first: readonly string[]): void {
    const started = fork(first);
    child = started;
    started.on('exit', () => {
      if (child === started) child = null;
      if (stopped) return;
      deaths = [...deaths.filter((time) => now() - time < MINUTE), now()];
      // Recent sessions are in the store; the page opens them again.
      if (deaths.length <= RESTARTS) start(['--resume']);
    });
  }
  function tell(message: EngineMessage, ports: MessagePortMain[] = []): void {
    if (child === null) for (const port of ports) port.close();
    else child.postMessage(message, ports);
  }
  start(targets);
  return {
    connect: (port) => tell({ kind: 'connect' }, [port]),
    open: (paths) => tell({ kind: 'open', targets: paths }),
    stop: () => {
      stopped = true;
      child?.kill();
    },
  };
}
