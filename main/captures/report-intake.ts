import type { HostLedger } from '../hosts/host-ledger.ts';
import type { HostReport } from '../hosts/host-report.ts';
import type { Observation } from '../telemetry/observation.ts';
import { RateMaker } from '../telemetry/rate-maker.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import type { StoreKeeper } from './store-keeper.ts';

/** Milliseconds between two commits after ticks: many hosts tick together. */
const afterTick = 5;

/** What the intake of reports is given. */
export interface IntakeParts {
  ledger: HostLedger;
  keeper: StoreKeeper;
  observe: (observation: Observation) => void;
  /** The evidence reaches to this time, microseconds. */
  reach: (time: number) => void;
}

/** Takes what hosts report: into the ledger, as rates into the store, and as observations to the judge. */
export class ReportIntake {
  readonly #parts: IntakeParts;
  readonly #rates = new RateMaker();

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
    const { ledger, keeper, observe, reach } = this.#parts;
    const machine = ledger.machines.get(vm.uuid);
    if (machine === undefined) return;
    keeper.keep((store) => store.putMachine(vm.uuid, JSON.stringify(machine)));
    observe({ kind: 'machine', facts: machine.facts, time: machine.firstSeen });
    reach(time);
  }
}
