import { join } from 'node:path';
import { applicationRoot } from '../application-root.ts';
import { measureDaemonCost } from './daemon-cost.ts';
import { measure } from './measure.ts';

/** What `watch-loop` says of itself. */
interface LoopFacts {
  rows: number;
  pushed: number;
  ticks: number;
  expected: number;
  share: number;
  flows: number;
  memory: { hours: number; mebibytes: number }[];
}

const seconds = 40;
/** Most of a core that a thousand VMs may take, and of what asking everything costs the daemon. */
const targets = { core: 1, daemon: 0.25 };
/** How many times over a target a figure may be before the bench fails; machines differ. */
const tolerance = 5;

/** The whole loop over a thousand simulated VMs, and what polling costs a real daemon where the testbed is up. */
export async function benchWatch(): Promise<boolean> {
  const loop = join(applicationRoot(), 'app', 'bench', 'watch-loop.ts');
  const { output } = await measure([
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    loop,
    '1000',
    `${seconds}`,
  ]);
  const facts = JSON.parse(output) as LoopFacts;
  const last = facts.memory.at(-1)?.mebibytes ?? 0;
  console.log(
    `watch       ${facts.rows} simulated VMs at 1 s ticks, ${seconds} s: ${(facts.share * 100).toFixed(1)} % of a core with a page that follows (target ≤ ${targets.core * 100} %), ${facts.ticks} of ${facts.expected} ticks, ${facts.flows} flows, ${last.toFixed(0)} MiB`,
  );
  let holds = facts.share <= targets.core * tolerance;
  const daemon = await measureDaemonCost();
  if (daemon === null) {
    console.log('libvirtd    not measured: it needs the testbed (e2e/testbed/testbed.sh up)');
    return holds;
  }
  const ratio = daemon.tiers / daemon.everything;
  console.log(
    `libvirtd    ${daemon.tiers.toFixed(2)} ms CPU a VM and tick in tiers, ${daemon.everything.toFixed(2)} ms for everything at every tick: ${ratio.toFixed(2)} of it (target ≤ ${targets.daemon}), ${daemon.vms} VMs`,
  );
  holds &&= ratio <= targets.daemon * tolerance;
  return holds;
}
