import { fileURLToPath } from 'node:url';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { Engine } from '../main/engine.ts';

/** Opens what the person named, else the sample; answers with a sentence where that was refused, else ''. */
export async function openFirst(
  engine: Pick<Engine, 'handlers' | 'sinks' | 'resume'>,
  targets: readonly string[],
): Promise<string> {
  const { signal } = new AbortController();
  try {
    // Hosts that were watched before are what a console is for; the sample is for one that never saw any.
    if (targets.length === 0 && !engine.resume()) await engine.handlers['session.openSample']({}, signal);
    const hosts = targets.filter((target) => isHost(target));
    const files = targets.filter((target) => !isHost(target)).map((target) => toPath(target));
    if (files.length > 0) await engine.handlers['session.open']({ paths: files }, signal);
    for (const uri of hosts)
      await engine.handlers['host.add'](
        { uri, capture: true, capturePrefix: [], flows: 'packets', agents: false },
        signal,
      );
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    // A bug here must not take the console with it: the person may open something else.
    engine.sinks.log({ id: 'start', name: 'session.open', error });
    return 'This could not be opened: the engine failed. Its log says more under “start”.';
  }
}

/** An address of a libvirt host, or of a simulated one. */
function isHost(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target) && !target.startsWith('file://');
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
