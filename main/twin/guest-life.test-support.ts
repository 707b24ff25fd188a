import type { AgentEvent, AgentEventDetail, AgentRecord, AgentThread } from '../telemetry/agent-report.ts';
import type { Observation } from '../telemetry/observation.ts';
import { METRICS, placeOf } from '../telemetry/metrics.ts';
import { seededRandom } from './models/seeded-random.ts';

/** A noon, microseconds. */
export const NOON = 1_795_000_000e6;
/** Microseconds of a second. */
export const SECOND = 1e6;

const REQUEST = [288, 1, 0, 262, 257, 5, 40, 3, 1, 232];
const STATIC = [288, 0, 257, 5, 40, 40, 3, 232];
const WAIT = [232, 232, 35];
const QUERY = [41, 42, 44, 45, 7, 45, 3];

/** A thread of a service. */
export function thread(service: string, name = service, pid = 400): AgentThread {
  return { pid, tid: pid, start: pid * 1000, name, service, container: '' };
}

/** A web server's life, second by second: requests, static files, queries to a database, now and then a log turned. */
export class GuestLife {
  readonly uuid: string;
  readonly #random: () => number;
  second = 0;

  constructor(uuid: string, seed: number) {
    this.uuid = uuid;
    this.#random = seededRandom(seed);
  }

  get time(): number {
    return NOON + this.second * SECOND;
  }

  observe(record: AgentRecord): Observation {
    return { kind: 'agent', uuid: this.uuid, time: this.time, record };
  }

  event(detail: AgentEventDetail, of: AgentThread, after = 0): Observation {
    const event: AgentEvent = { time: this.time + after, thread: of, uid: 33, detail };
    return this.observe({ kind: 'event', event });
  }

  sequence(of: AgentThread, calls: number[]): Observation {
    return this.observe({
      kind: 'sequence',
      sequence: { thread: of, abi: 'x86_64', time: this.time, continues: true, calls },
    });
  }

  /** Rates of the VM as a whole. */
  rates(cpu: number): Observation {
    const values = new Float64Array(METRICS.cpu.length).fill(Number.NaN);
    values[placeOf('cpu').place] = cpu;
    return { kind: 'rates', row: { uuid: this.uuid, device: '', tier: 'cpu', time: this.time, seconds: 5, values } };
  }

  status(): Observation {
    const boot = (1000 + this.second) * SECOND;
    return this.observe({
      kind: 'status',
      status: {
        guestTime: this.time,
        boot,
        streams: [{ stream: 'sequences', told: 100, lost: 0, redacted: 0 }],
        cpu: this.second * 4000,
        resident: 9e6,
        waiting: 0,
        threads: 12,
        guest: { cpu: this.second * 1e5, memoryTotal: 2e9, memoryAvailable: 1e9, interfaces: [], disks: [] },
      },
    });
  }

  /** What the VM does in the next second. */
  next(): Observation[] {
    this.second++;
    const told: Observation[] = [this.status()];
    const random = this.#random;
    const nginx = thread('nginx');
    const requests = 2 + Math.floor(random() * 6);
    const calls: number[] = [];
    for (let one = 0; one < requests; one++) {
      calls.push(...(random() < 0.6 ? REQUEST : STATIC), ...(random() < 0.3 ? WAIT : []));
      if (random() < 0.5)
        told.push(
          this.event(
            {
              kind: 'accept',
              address: `198.51.100.${Math.floor(random() * 40)}`,
              port: 50_000,
              ownPort: 80,
              protocol: 6,
            },
            nginx,
          ),
          this.open('srv', '/srv/www/index.html', nginx),
        );
      if (random() < 0.2) told.push(this.open('log', '/var/log/nginx/access.log', nginx, true));
    }
    told.push(this.sequence(nginx, calls));
    if (random() < 0.7) {
      const app = thread('app', 'app-worker-1', 500);
      told.push(
        this.sequence(app, [...QUERY, ...QUERY, ...WAIT]),
        this.event({ kind: 'connect', address: '10.1.1.20', port: 5432, protocol: 6, error: 0 }, app),
      );
    }
    if (this.second % 60 === 0) {
      const cron = thread('cron', 'run-parts', 600 + this.second);
      told.push(
        this.event(this.exec('/usr/sbin/logrotate', 'run-parts'), cron),
        this.open('etc', '/etc/logrotate.conf', cron),
        this.sequence(cron, [59, 12, 257, 0, 3, 231]),
      );
    }
    if (this.second % 5 === 0) told.push(this.rates(0.1 + 0.05 * random()));
    return told;
  }

  open(pathClass: string, path: string, of: AgentThread, write = false): Observation {
    return this.event(
      { kind: 'open', pathClass, path, read: !write, write, create: false, truncate: false, error: 0, count: 1 },
      of,
    );
  }

  exec(program: string, parentName: string, parentPid = 400): Extract<AgentEventDetail, { kind: 'exec' }> {
    return { kind: 'exec', program, argv: [], parentPid, parentStart: parentPid * 1000, parentName, sha256: '' };
  }
}
