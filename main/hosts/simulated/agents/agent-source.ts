import type { AgentRecord, AgentReport } from '../../../telemetry/agent-report.ts';
import type { Observation } from '../../../telemetry/observation.ts';
import type { Fleet } from '../fleet.ts';
import type { LifeEvent } from '../life.ts';
import { type GuestSecond, SimulatedAgent } from './simulated-agent.ts';

const SECOND = 1e6;
const UDP = 17;
const TCP = 6;

/** The agents inside a fleet's VMs. */
export class AgentSource {
  private readonly fleet: Fleet;
  private readonly agents: SimulatedAgent[];
  private last: number;
  /** What is told with the next second: agents that fell silent. */
  private links: AgentReport[] = [];

  /** @param start microseconds since the epoch */
  constructor(fleet: Fleet, seed: number, start: number) {
    this.fleet = fleet;
    this.agents = fleet.machines.map((machine) => new SimulatedAgent(machine, seed, start));
    this.last = Math.floor(start / SECOND);
  }

  /** Something happened to a VM. */
  take(time: number, { kind, index }: LifeEvent): void {
    const agent = this.agents[index];
    const uuid = this.fleet.machines[index]?.uuid;
    if (agent === undefined || uuid === undefined) return;
    if (kind === 'start' || kind === 'restart') agent.restart(time);
    if (kind === 'stop' || kind === 'leave') {
      const record: AgentRecord = { kind: 'link', state: 'silent', detail: 'The VM does not run here any more.' };
      this.links.push({ uuid, records: [record] });
    }
  }

  /**
   * What all agents tell of the second that ended last; nothing where none ended since the call before.
   * @param flows of the same time: what guests connected to and accepted
   */
  tell(time: number, flows: readonly Observation[]): AgentReport[] {
    const second = Math.floor(time / SECOND);
    if (second <= this.last) return [];
    this.last = second;
    const reports = this.links;
    this.links = [];
    const peers = peersOf(flows);
    for (const { index, uuid, address } of this.fleet.machines) {
      const agent = this.agents[index];
      if (agent === undefined || !this.fleet.runs(index) || this.fleet.hangs(index)) continue;
      const records = agent.tell({
        time: second * SECOND,
        load: this.fleet.loadOf(index),
        counters: this.fleet.countersOf(index, time),
        incident: this.fleet.incidentOf(index),
        peers: peers.get(address) ?? [],
      });
      reports.push({ uuid, records });
    }
    return reports;
  }
}

function peersOf(flows: readonly Observation[]): Map<string, GuestSecond['peers'][number][]> {
  const peers = new Map<string, GuestSecond['peers'][number][]>();
  const add = (address: string, peer: GuestSecond['peers'][number]): void => {
    const known = peers.get(address);
    if (known) known.push(peer);
    else peers.set(address, [peer]);
  };
  for (const observation of flows) {
    if (observation.kind !== 'flow') continue;
    const { src, dst, sport, dport, transport } = observation.flow;
    const protocol = transport === 'udp' ? UDP : TCP;
    add(src, { address: dst, port: dport, ownPort: sport, protocol, begun: true });
    if (protocol === TCP) add(dst, { address: src, port: sport, ownPort: dport, protocol, begun: false });
  }
  return peers;
}
