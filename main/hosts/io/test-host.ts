import { z } from 'zod';
import { type HostCheck, hostCheckSchema } from '../../../shared/contract/host.ts';
import type { HostSettings } from '../host-port.ts';
import { parseSimulatedUri } from '../simulated/parse-simulated-uri.ts';
import { HostChild, type HostProgram } from './host-child.ts';

/** What a test of a host tells: all checks so far. */
export interface HostTest {
  checks: HostCheck[];
  done: boolean;
}

const messageSchema = z.object({
  type: z.literal('checks'),
  checks: z.array(hostCheckSchema).max(20),
  done: z.boolean(),
});

/** Tests a host in a process of its own, which ends with the test; the signal ends it early. */
export async function* testHost(
  program: HostProgram,
  settings: HostSettings,
  signal: AbortSignal,
): AsyncGenerator<HostTest> {
  if (settings.uri.startsWith('simulated:')) {
    yield testSimulation(settings.uri);
    return;
  }
  // Only the newest matters to whoever is late.
  let latest: HostTest | null = null;
  let over = '';
  let wake: () => void = () => {};
  const child = new HostChild(program, {
    line: (line) => {
      const { checks, done } = messageSchema.parse(JSON.parse(line));
      latest = { checks, done };
      wake();
    },
    ended: (reason) => {
      over = reason;
      wake();
    },
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.send({ op: 'test', settings });
    let last: HostTest = { checks: [], done: false };
    while (!signal.aborted && !last.done) {
      const next = latest as HostTest | null;
      latest = null;
      if (next) yield (last = next);
      else if (over !== '') yield (last = { checks: [...last.checks, broken(over)], done: true });
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await child.close();
  }
}

function broken(reason: string): HostCheck {
  const action = 'Try again; `mien doctor` and the log say more if it stays so.';
  return { name: 'Test', state: 'failed', took: 0, result: reason, action };
}

function testSimulation(uri: string): HostTest {
  const plan = parseSimulatedUri(uri);
  const base = { name: 'URI', took: 0 };
  if ('problem' in plan) {
    const action = 'Write it like simulated:///?vms=200&seed=7&speed=1.';
    return { checks: [{ ...base, state: 'failed', result: plan.problem, action }], done: true };
  }
  const result = `a simulated fleet of ${plan.vms} VMs`;
  return { checks: [{ ...base, state: 'ok', result, action: '' }], done: true };
}
