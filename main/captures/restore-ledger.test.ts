import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostLedger } from '../hosts/host-ledger.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import { deb, hello } from '../intel/vulnerabilities/vulnerabilities.test-support.ts';
import { SessionStore } from '../store/session-store.ts';
import type { AgentRecord } from '../telemetry/agent-report.ts';
import type { Observation } from '../telemetry/observation.ts';
import { ReportIntake } from './report-intake.ts';
import { restoreLedger } from './restore-ledger.ts';
import { StoreKeeper } from './store-keeper.ts';
import { tellStored } from './tell-stored.ts';

const uuid = uuidOf(1);
const inventory: AgentRecord = { kind: 'inventory', part: 1, parts: 1, packages: [deb('curl', '1', 'curl')] };

let store: SessionStore;
beforeEach(() => {
  store = new SessionStore(':memory:');
  store.begin();
});
afterEach(() => store.close());

function watch(records: AgentRecord[]): void {
  const keeper = new StoreKeeper({ store, now: () => 0, isWatch: () => true, remark: () => {} });
  const ledger = new HostLedger();
  const intake = new ReportIntake({ ledger, keeper, observe: () => {}, event: () => {}, reach: () => {} });
  intake.take('one', { type: 'inventory', time: 1, vms: [vmFacts(1)], networks: [] });
  intake.take('one', { type: 'agents', time: 2, agents: [{ uuid, records }] });
}

it('what is installed is known again after a restart, and a judge is told of it', () => {
  watch([hello('Debian GNU/Linux 12 (bookworm)'), inventory]);
  const ledger = new HostLedger();
  restoreLedger(ledger, store);
  expect(ledger.agents.inventories.of(uuid)).toMatchObject({
    distribution: 'Debian GNU/Linux 12 (bookworm)',
    packages: [{ name: 'curl', source: 'curl' }],
  });
  const told: Observation[] = [];
  const codec = { flow: unused, record: unused, places: unused, pick: unused };
  tellStored({ store, codec, ledger }, { observe: (one) => void told.push(one), assess: unused }, true, 0);
  const records = told.flatMap((one) => (one.kind === 'agent' ? [one.record.kind] : []));
  expect(records).toEqual(['hello', 'inventory']);
});

it('it goes with its VM', () => {
  watch([hello('Debian GNU/Linux 12 (bookworm)'), inventory]);
  store.keepMachines([]);
  const ledger = new HostLedger();
  restoreLedger(ledger, store);
  expect([...ledger.agents.inventories.entries()]).toEqual([]);
});

function unused(): never {
  throw new Error('there is nothing of this');
}
