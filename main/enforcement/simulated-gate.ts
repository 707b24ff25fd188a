import type { HostRules } from '../policy/host-rules.ts';
import { AddressTable } from '../policy/shadow/address-table.ts';
import { RuleJudge } from '../policy/shadow/rule-judge.ts';
import type { Flow } from '../telemetry/flow.ts';
import type { Observation } from '../telemetry/observation.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132 };

interface Gate {
  judge: RuleJudge;
  addresses: AddressTable;
  /** Places of VMs by MAC and by address. */
  places: ReadonlyMap<string, number>;
}

/** Flows that were held back and are remembered until somebody asks. */
const MOST_WITHHELD = 20_000;

/** What rules do to the traffic of simulated hosts, which no kernel carries. */
export class SimulatedGate {
  readonly #gates = new Map<string, Gate>();
  #withheld: { host: string; flow: Flow }[] = [];

  /** @param rules null lets all through */
  set(host: string, rules: HostRules | null): void {
    if (rules === null) {
      this.#gates.delete(host);
      return;
    }
    const addresses = new AddressTable();
    const places = new Map<string, number>();
    for (const [place, { macs, addresses: own }] of rules.vms.entries())
      for (const key of [...macs.map((mac) => mac.toLowerCase()), ...own]) places.set(key, place);
    this.#gates.set(host, { judge: new RuleJudge(rules.vms, rules.sets, addresses), addresses, places });
  }

  /** What is left of what a host's VMs said to each other and to others. */
  pass(host: string, observations: readonly Observation[]): readonly Observation[] {
    const gate = this.#gates.get(host);
    if (gate === undefined) return observations;
    const denied = new Set<number>();
    for (const observation of observations)
      if (observation.kind === 'flow' && !permits(gate, observation.flow)) {
        denied.add(observation.flow.id);
        if (observation.final && this.#withheld.length < MOST_WITHHELD)
          this.#withheld.push({ host, flow: observation.flow });
      }
    if (denied.size === 0) return observations;
    return observations.filter(
      (observation) =>
        !(observation.kind === 'flow' && denied.has(observation.flow.id)) &&
        !(observation.kind === 'record' && denied.has(observation.record.flow)),
    );
  }

  /** Flows that were held back since this was asked last; each is told once. */
  takeWithheld(): readonly { host: string; flow: Flow }[] {
    const withheld = this.#withheld;
    this.#withheld = [];
    return withheld;
  }
}

function permits({ judge, addresses, places }: Gate, flow: Flow): boolean {
  const protocol = PROTOCOLS[flow.transport] ?? (Number.parseInt(flow.transport.replace('ip-', ''), 10) || 255);
  const end = (mac: string, address: string): number | undefined =>
    places.get(mac.toLowerCase()) ?? places.get(address);
  const ask = (place: number | undefined, direction: 'in' | 'out', peer: string): boolean => {
    if (place === undefined) return true;
    const { verdict } = judge.decide(place, { direction, peer: addresses.numberOf(peer), protocol, port: flow.dport });
    return verdict === 'accept' || verdict === 'redirect';
  };
  return ask(end(flow.srcMac, flow.src), 'out', flow.dst) && ask(end(flow.dstMac, flow.dst), 'in', flow.src);
}
