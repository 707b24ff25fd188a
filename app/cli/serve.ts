import { join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { startHeadless } from '../headless/start.ts';
import { applicationRoot } from '../application-root.ts';
import { startEngine } from '../start-engine.ts';
import { stateFolder } from '../state-folder.ts';

/** `mien serve [FILE…] [--port N]` */
export async function runServe(files: string[], options: { port: string }): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refusal('invalid', `--port ${options.port} is not a port.`);
  await startHeadless({
    engine: startEngine('browser'),
    renderer: join(applicationRoot(), 'dist', 'renderer'),
    state: stateFolder(),
    targets: files,
    port,
    say: (line) => console.log(line),
  });
}
