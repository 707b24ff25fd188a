// What the agent costs a guest: measured in a guest of the testbed, where one is up with the agent in it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { applicationRoot } from '../application-root.ts';

/**
 * Measures what the agent costs, in processor time and memory, and prints it; without a testbed it says so and measures nothing.
 *
 * @returns whether it costs no more than its targets allow
 */
export function benchAgent(): boolean {
  const folder = join(applicationRoot(), 'e2e', 'testbed');
  const status = spawnSync(join(folder, 'testbed.sh'), ['status', '--json'], { encoding: 'utf8' });
  if (status.status !== 0 || !status.stdout.includes('"state":"running"')) {
    console.log(
      'SKIPPED, what the agent costs: no guest of the testbed runs. Build native/agent, then MIEN_TESTBED_AGENT=<its binary> e2e/testbed/testbed.sh up (see docs/testbed.md).',
    );
    return true;
  }
  const measured = spawnSync(process.execPath, [join(folder, 'agent-cost.ts')], { stdio: 'inherit' });
  return measured.status === 0;
}
