import { toHostEvent } from '../hosts/agents/to-host-event.ts';
import type { HostLedger } from '../hosts/host-ledger.ts';
import type { HostReport } from '../hosts/host-report.ts';
import { putInventory } from '../store/inventory-table.ts';
import type { AgentRecord } from '../telemetry/agent-report.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import { RateMaker } from '../telemetry/rate-maker.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import { EventQuota } from './event-quota.ts';
import type { StoreKeeper } from './store-keeper.ts';

/** Milliseconds between two commits after ticks: many hosts tick together. */
const afterTick = 5;

/** What the intake of reports is given. */
export interface IntakeParts {
  ledger: HostLedger;
  keeper: StoreKeeper;
  observe: (observation: Observation) => void;
  /** Takes an event inside a guest that is to be shown. */
  event: (event: HostEvent) => void;
  /** The evidence reaches to this time, microseconds. */
  reach: (time: number) => void;
}

/** Takes what hosts report: into the ledger, as rates into the store, and as observations to the judge. */
export class ReportIntake {
  readonly #parts: IntakeParts;
  readonly #rates = new RateMaker();
  readonly #quota = new EventQuota();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  take(host: string, report: HostReport): void {
    const { ledger, keeper, observe, reach } = this.#parts;
    ledger.take(host, report);
    switch (report.type) {
      case 'inventory':
        this.#rates.keepOnly(host, new Set(report.vms.map(({ uuid }) => uuid)));
        for (const vm of report.vms) this.#takeMachine(vm, report.time);
        break;
      case 'vm':
        this.#takeMachine(report.vm, report.time);
        break;
      case 'vm-gone':
        this.#rates.forget(host, report.uuid);
        this.#quota.forget(report.uuid);
        break;
      case 'samples': {
        // During a migration two hosts count the same VM: the one that has it is believed.
        const rows = this.#rates
          .take(host, report.batch)
          .filter((row) => ledger.machines.get(row.uuid)?.facts.host === host);
        keeper.keep((store) => store.resources.put(rows));
        for (const row of rows) observe({ kind: 'rates', row });
        reach(report.time);
        break;
      }
      case 'agents':
        for (const { uuid, records } of report.agents) this.#takeAgent(uuid, records, report.time);
        reach(report.time);
        break;
      case 'gap':
        keeper.keep((store) => store.resources.putGap(host, report.tier, report.from, report.to, report.reason));
        break;
      case 'tick':
        // What a tick brought is shown as there: so it is kept before it is shown.
        keeper.commit(afterTick);
        break;
      case 'state':
      case 'hung':
        break;
    }
  }

  /** What a VM is, from the host that has it. */
  #takeMachine(vm: VmFacts, time: number): void {
    const { ledger, observe, reach } = this.#parts;
    const machine = ledger.machines.get(vm.uuid);
    if (machine === undefined) return;
    this.#keepMachine(vm.uuid);
    observe({ kind: 'machine', facts: machine.facts, time: machine.firstSeen });
    reach(time);
  }

  /** What a VM's agent told; of a VM that no host has told of, nothing is taken. */
  #takeAgent(uuid: string, records: readonly AgentRecord[], time: number): void {
    const { ledger, observe, event } = this.#parts;
    const machine = ledger.machines.get(uuid);
    if (machine === undefined) return;
    for (const record of records) {
      observe({ kind: 'agent', uuid, time, record });
      if (record.kind === 'hello') this.#keepMachine(uuid);
      if (record.kind === 'inventory' && record.part === record.parts) this.#keepInventory(uuid);
      if (record.kind !== 'event') continue;
      const line = toHostEvent(record.event, machine.facts);
      if (line !== null && this.#quota.takes(uuid, time)) event(line);
    }
  }

  /** Keeps what is installed in a VM. */
  #keepInventory(uuid: string): void {
    const { ledger, keeper } = this.#parts;
    const inventory = ledger.agents.inventories.of(uuid);
    if (inventory === undefined) return;
    const body = JSON.stringify(inventory);
    keeper.keep((store) => putInventory(store, uuid, body));
  }

  /** Keeps what is known of a VM and its agent for after a restart. */
  #keepMachine(uuid: string): void {
    const { ledger, keeper } = this.#parts;
    const agent = ledger.agents.of(uuid);
    const body = JSON.stringify({ ...ledger.machines.get(uuid), agent });
    keeper.keep((store) => store.putMachine(uuid, body));
  }
}
