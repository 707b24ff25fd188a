import { fileURLToPath } from 'node:url';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { Engine } from '../main/engine.ts';

/** Opens what the person named, else the sample; answers with a sentence where that was refused, else ''. */
export async function openFirst(
  engine: Pick<Engine, 'handlers' | 'sinks'>,
  targets: readonly string[],
): Promise<string> {
  const { signal } = new AbortController();
  try {
    if (targets.length === 0) await engine.handlers['session.openSample']({}, signal);
    else await engine.handlers['session.open']({ paths: targets.map((target) => toPath(target)) }, signal);
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    // A bug here must not take the console with it: the person may open something else.
    engine.sinks.log({ id: 'start', name: 'session.open', error });
    return 'This could not be opened: the engine failed. Its log says more under “start”.';
  }
}

/** A `file:` address becomes its path; everything else stays. */
function toPath(target: string): string {
  if (!target.startsWith('file://')) return target;
  try {
    return fileURLToPath(target);
  } catch {
    return target;
  }
}
