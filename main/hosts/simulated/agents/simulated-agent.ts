import type {
  AgentEventDetail,
  AgentHello,
  AgentRecord,
  AgentStatus,
  AgentThread,
} from '../../../telemetry/agent-report.ts';
import type { Machine } from '../create-machine.ts';
import type { Incident } from '../life.ts';
import { draw, hash } from '../noise.ts';
import { incidentHabits } from './incident-service.ts';
import { servicesOf } from './role-services.ts';
import type { Phrase, ServiceHabit } from './service-habit.ts';
import { walkPhrases } from './walk-phrases.ts';

const SECOND = 1e6;
/** System calls told in order, a thread and a second. */
const SAMPLED = 64;
/** Events of flows told in a second. */
const MOST_PEERS = 4;
/** Process id of the attacker's program. */
const STRANGER = 6666;

/** What the hypervisor counts of a VM, so that its agent says the same. CPU in microseconds. */
export interface GuestCounters {
  cpu: number;
  received: number;
  sent: number;
  read: number;
  written: number;
}

/** What a guest did in the second that ends. */
export interface GuestSecond {
  /** End of the second, microseconds since the epoch. */
  time: number;
  load: number;
  counters: GuestCounters;
  incident: Incident | undefined;
  /** Connections that ended: begun by the guest, or accepted by it. */
  peers: readonly { address: string; port: number; ownPort: number; protocol: number; begun: boolean }[];
}

/** The agent inside a simulated VM: tells what the services of its role would do. The same second gives the same. */
export class SimulatedAgent {
  private readonly machine: Machine;
  private readonly seed: number;
  private readonly services: readonly ServiceHabit[];
  private run = 0;
  private bootedAt: number;
  private isMet = false;
  private told = 0;
  private incident: { kind: Incident; since: number } | null = null;

  /** @param start microseconds since the epoch: by then the guest has run for a while */
  constructor(machine: Machine, seed: number, start: number) {
    this.machine = machine;
    this.seed = seed;
    this.services = servicesOf(machine.profile.role);
    this.bootedAt = start - Math.round((0.02 + draw(seed, machine.index, 61)) * 5 * 86_400) * SECOND;
  }

  /** The guest boots anew. */
  restart(time: number): void {
    this.run += 1;
    this.bootedAt = time;
    this.isMet = false;
    this.told = 0;
  }

  /** What it tells at the end of a second. */
  tell(second: GuestSecond): AgentRecord[] {
    const records: AgentRecord[] = [];
    if (!this.isMet) {
      this.isMet = true;
      records.push({ kind: 'link', state: 'up', detail: 'The agent speaks (simulated).' });
      records.push({ kind: 'hello', hello: this.hello() });
    }
    this.services.forEach((service, index) => this.tellService(service, index, second, records));
    this.tellPeers(second, records);
    this.tellIncident(second, records);
    this.told += records.length;
    records.push({ kind: 'status', status: this.status(second) });
    return records;
  }

  private tellService(service: ServiceHabit, place: number, second: GuestSecond, records: AgentRecord[]): void {
    const { time, load } = second;
    const threads = service.threads.length;
    const calls = (service.idle + service.busy * load) / threads;
    for (let index = 0; index < threads; index += 1) {
      const thread = this.thread(service, place, index);
      this.tellCalls(thread, service.phrases, service.again, calls, time, records);
    }
    const thread = this.thread(service, place, 0);
    const salt = this.salt(time) + place;
    const event = (detail: AgentEventDetail, after: number): void => {
      records.push({ kind: 'event', event: { time: time - after, thread, uid: service.uid, detail } });
    };
    service.opens.forEach(({ pathClass, path }, index) => {
      if (draw(this.seed, salt, 70 + index) > 0.05 + load / 2) return;
      const count = 1 + Math.floor(load * 40 * draw(this.seed, salt, 71 + index));
      const flags = { read: true, write: false, create: false, truncate: false };
      event({ kind: 'open', pathClass, path, ...flags, error: 0, count }, 400_000);
    });
    for (const { pathClass, bytes } of service.writes) {
      const written = Math.round(bytes * load * (0.5 + draw(this.seed, salt, 72)));
      if (written > 512) event({ kind: 'write', pathClass, bytes: written, files: 1, renamed: 0, deleted: 0 }, 0);
    }
    service.starts.forEach(({ program, argv, idle, busy }, index) => {
      if (draw(this.seed, salt, 80 + index) > (idle + busy * load) / 3600) return;
      const pid = 10_000 + (hash(this.seed, salt, 81) % 20_000);
      const start = time - 300_000 - this.bootedAt;
      const child = { ...thread, pid, tid: pid, start, name: nameOf(program) };
      const parent = { parentPid: thread.pid, parentStart: thread.start, parentName: thread.name };
      const detail = { kind: 'exec' as const, program, argv: [...argv], ...parent, sha256: '' };
      records.push({ kind: 'event', event: { time: time - 300_000, thread: child, uid: service.uid, detail } });
    });
  }

  private tellCalls(
    thread: AgentThread,
    phrases: readonly Phrase[],
    again: number,
    calls: number,
    time: number,
    records: AgentRecord[],
  ): void {
    const made = Math.floor(calls + draw(this.seed, thread.tid, this.salt(time)));
    if (made === 0) return;
    const run = walkPhrases(
      phrases,
      again,
      Math.min(made, SAMPLED),
      this.seed,
      this.salt(time) * 8 + (thread.tid % 97),
    );
    const begin = time - SECOND;
    records.push({ kind: 'sequence', sequence: { thread, abi: 'x86_64', time: begin, continues: false, calls: run } });
    const share = Math.max(1, Math.round(made / run.length));
    const sums = new Map<number, number>();
    for (const call of run) sums.set(call, (sums.get(call) ?? 0) + share);
    records.push({ kind: 'counts', counts: { thread, abi: 'x86_64', from: begin, to: time, counts: [...sums] } });
  }

  private tellPeers({ time, peers }: GuestSecond, records: AgentRecord[]): void {
    const [service] = this.services;
    if (service === undefined) return;
    const thread = this.thread(service, 0, 0);
    for (const { address, port, ownPort, protocol, begun } of peers.slice(0, MOST_PEERS)) {
      const detail: AgentEventDetail = begun
        ? { kind: 'connect', address, port, protocol, error: 0 }
        : { kind: 'accept', address, port, ownPort, protocol };
      records.push({ kind: 'event', event: { time: time - 500_000, thread, uid: service.uid, detail } });
    }
  }

  private tellIncident({ time, incident }: GuestSecond, records: AgentRecord[]): void {
    if (incident === undefined) {
      this.incident = null;
      return;
    }
    const isNew = this.incident?.kind !== incident;
    if (isNew || this.incident === null) this.incident = { kind: incident, since: time };
    const habit = incidentHabits[incident];
    const [service] = this.services;
    if (service === undefined) return;
    const parent = this.thread(service, 0, 0);
    const start = this.incident.since - SECOND - this.bootedAt;
    const thread = { ...parent, pid: STRANGER, tid: STRANGER, start, name: habit.name };
    const event = (detail: AgentEventDetail, after: number): void => {
      records.push({ kind: 'event', event: { time: time - after, thread, uid: service.uid, detail } });
    };
    if (isNew) {
      habit.first.forEach((detail, index) => event(detail, 900_000 - index * 1000));
      const { program, argv } = habit;
      const by = { parentPid: parent.pid, parentStart: parent.start, parentName: parent.name };
      event({ kind: 'exec', program, argv: [...argv], ...by, sha256: '' }, 800_000);
    } else {
      const step = Math.round((time - this.incident.since) / SECOND);
      const next = habit.after[(step - 1) % Math.max(1, habit.after.length)];
      if (next !== undefined && step <= 30) event(next, 500_000);
    }
    this.tellCalls(thread, habit.phrases, 0.3, habit.calls, time, records);
  }

  private hello(): AgentHello {
    const { index, profile } = this.machine;
    const id = (salt: number): string =>
      [0, 1, 2, 3]
        .map((part) =>
          hash(this.seed, index, salt + part + this.run * 8)
            .toString(16)
            .padStart(8, '0'),
        )
        .join('');
    return {
      version: '0.1.0',
      bootId: id(100),
      startId: id(104),
      kernel: '6.1.0-28-cloud-amd64',
      machine: 'x86_64',
      distribution: profile.role === 'desktop' ? 'Ubuntu 24.04' : 'Debian GNU/Linux 12',
      streams: ['counts', 'sequences', 'processes', 'files', 'network', 'privilege'],
      missing: [{ stream: 'inventory', why: 'a simulated guest has no packages' }],
      syscalls: 'bpf',
      sha256: '00'.repeat(32),
      redaction: 'masked',
    };
  }

  private status({ time, counters, load }: GuestSecond): AgentStatus {
    const { profile, mac } = this.machine;
    const { cpu, received, sent, read, written } = counters;
    const memory = profile.memory * 2 ** 20;
    const boot = time - this.bootedAt;
    return {
      guestTime: time,
      boot,
      streams: [{ stream: 'sequences', told: this.told, lost: 0, redacted: 0 }],
      cpu: Math.floor(boot * 0.002),
      resident: 6 * 2 ** 20,
      waiting: 0,
      threads: 40,
      guest: {
        cpu,
        memoryTotal: memory,
        memoryAvailable: Math.round(memory * (0.75 - 0.5 * load)),
        interfaces: [{ mac, received, sent }],
        disks: [{ name: 'vda', read, written }],
      },
    };
  }

  private thread(service: ServiceHabit, place: number, index: number): AgentThread {
    const pid = 400 + place * 37 + this.run;
    const name = (service.threads[index] ?? nameOf(service.program)).slice(0, 15);
    return { pid, tid: pid + index, start: (4 + place) * SECOND, name, service: service.service, container: '' };
  }

  /** Names a second of this guest. */
  private salt(time: number): number {
    return (Math.floor(time / SECOND) % 10_000_000) * 16 + this.machine.index * 7919;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
}
