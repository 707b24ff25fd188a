import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { outcomeOf } from '../flow-outcome.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { mostWithin } from '../most-within.ts';
import { PackedTimes } from '../packed-times.ts';
import { sayBytes, sayCount, saySpan } from '../say.ts';
import { Tally } from '../tally.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Services that ask who you are before anything else, by content; `port` where content was not read. */
const LOGIN_SERVICES = new Set([
  'ssh',
  'ftp',
  'telnet',
  'pop3',
  'imap',
  'rdp',
  'vnc',
  'smb',
  'ldap',
  'mysql',
  'postgresql',
  'pgsql',
  'mssql',
  'winrm',
  'redis',
  'rlogin',
  'sip',
  'kerberos',
]);
/**
 * Services that people log in to. Programs open a short session of a database, a directory or a cache for every
 * request, so for the others only refusals told by the server count.
 */
const INTERACTIVE = new Set(['ssh', 'telnet', 'rlogin', 'rdp', 'vnc', 'ftp']);
const LOGIN_PORTS: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  110: 'pop3',
  143: 'imap',
  389: 'ldap',
  445: 'smb',
  1433: 'mssql',
  2222: 'ssh',
  2323: 'telnet',
  3306: 'mysql',
  3389: 'rdp',
  5432: 'postgresql',
  5900: 'vnc',
  5985: 'winrm',
};
const USUAL: Record<string, number[]> = { ssh: [22], ftp: [21], telnet: [23], rdp: [3389], vnc: [5900] };

const MAX_DOORS = 512;
const MAX_TIMES = 2048;

interface Door {
  dst: string;
  dport: number;
  service: string;
  starts: PackedTimes;
  length: Tally;
  sent: Tally;
  /** Of services that people log in to. */
  sizes: number[];
  failed: number;
  /** Web answers that were not refusals: a proxy that negotiates refuses twice before each page. */
  passed: number;
  failures: number[];
  users: Set<string>;
  flows: FlowList;
}

/** Share of values within a quarter of the median. */
function shareAlike(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  return values.filter((value) => Math.abs(value - middle) <= middle / 4).length / values.length;
}

/** Password guessing: one service that asks for a log-in, visited again and again for a moment, on whatever port. */
export class PasswordGuessing implements Signal {
  readonly #doors = new BoundedMap<string, Door>(MAX_DOORS);

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' || outcomeOf(flow) !== 'answered' || flow.out.payload === 0) return;
    const service = LOGIN_SERVICES.has(flow.service)
      ? flow.service
      : flow.service === ''
        ? (LOGIN_PORTS[flow.dport] ?? '')
        : '';
    if (service === '') return;
    const door = this.#door(flow, service);
    if (door === undefined) return;
    door.starts.add(flow.start);
    door.length.add(flow.end - flow.start);
    door.sent.add(flow.out.payload);
    if (INTERACTIVE.has(service) && door.sizes.length < MAX_TIMES) door.sizes.push(flow.out.payload);
    door.flows.add(flow);
  }

  record(record: L7Record, ends: Ends, _side: Side): void {
    const failure =
      (record.kind === 'login' && record.ok === false) ||
      (record.kind === 'ftp' && record.code === 530) ||
      (record.kind === 'smtp' && record.auth && !record.authOk) ||
      (record.kind === 'smb' && record.command === 'session-setup' && record.status === '0xc000006d') ||
      (record.kind === 'http' && record.status === 401 && record.requestBytes > 0);
    if (!failure) {
      if (record.kind === 'http' && record.status >= 200) {
        const known = this.#doors.entries.get(`${ends.dst} ${ends.dport}`);
        if (known !== undefined) known.passed++;
      }
      return;
    }
    const door = this.#door(ends, record.kind === 'login' ? record.protocol : record.kind);
    if (door === undefined) return;
    door.failed++;
    if (door.failures.length < MAX_TIMES) door.failures.push(record.time);
    if (record.kind === 'login' && door.users.size < 64) door.users.add(record.user);
    door.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const door of this.#doors.entries.values()) {
      const draft = this.#judge(door, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #door(ends: Pick<Flow, 'dst' | 'dport'>, service: string): Door | undefined {
    const door = this.#doors.obtain(`${ends.dst} ${ends.dport}`, () => ({
      dst: ends.dst,
      dport: ends.dport,
      service,
      starts: new PackedTimes(MAX_TIMES),
      length: new Tally(),
      sent: new Tally(),
      sizes: [],
      failed: 0,
      passed: 0,
      failures: [],
      users: new Set<string>(),
      flows: new FlowList(),
    }));
    return door;
  }

  #judge(door: Door, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.passwordGuessing;
    const { dst, dport, service, flows } = door;
    const burst = mostWithin(door.starts.values, limits.window);
    const failures = mostWithin(door.failures, limits.window);
    // Sessions of work differ in length and size; guesses are cut from one cloth.
    const alike =
      INTERACTIVE.has(service) && shareAlike(door.sizes) >= limits.minAlike && door.length.mean <= limits.maxLength;
    const bySessions =
      burst >= limits.minSessions && alike ? gradeByLog(burst, limits.minSessions, limits.manySessions, 0.68, 0.93) : 0;
    const byFailures =
      failures >= limits.minFailures && door.passed <= 0.25 * door.failed
        ? gradeByLog(failures, limits.minFailures, limits.manySessions, 0.72, 0.95)
        : 0;
    const score = clampScore(Math.max(bySessions, byFailures));
    if (score === 0) return null;
    const techniques = ['T1110.001', 'T1110'];
    if (USUAL[service] !== undefined && !USUAL[service].includes(dport)) techniques.push('T1571');
    if (service === 'ssh') techniques.push('T1021.004');
    return {
      type: 'brute-force',
      key: `${dst} ${dport}`,
      title: `Password guessing on ${service} at ${dst}:${dport}`,
      why: `${sayCount(Math.max(burst, failures), failures > burst ? 'failed log-in' : 'short session')} of ${service} with ${dst}:${dport} within ${saySpan(limits.window)}${door.sent.count > 0 ? `, ${saySpan(door.length.mean)} and ${sayBytes(door.sent.mean)} sent each` : ''}${door.failed > 0 ? `; ${sayCount(door.failed, 'failure')} told by the server` : ''}.`,
      techniques,
      score,
      peers: [dst],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst, port: dport }),
    };
  }
}

/** See {@link PasswordGuessing}. */
export const passwordGuessing: SignalKind = {
  name: 'password-guessing',
  sides: ['client'],
  flows: true,
  records: ['login', 'ftp', 'smtp', 'smb', 'http'],
  events: false,
  create: () => new PasswordGuessing(),
};
