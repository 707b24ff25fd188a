import type { AgentEvent, AgentEventDetail } from '../../telemetry/agent-report.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { VmFacts } from '../../telemetry/vm-facts.ts';

/** Path classes whose files are secrets: opening one is worth a line. */
const SECRET: ReadonlySet<string> = new Set(['etc-secret', 'home-secret']);
/** Changes of privilege that few programs make in the course of a day. */
const RARE: ReadonlySet<string> = new Set(['ptrace', 'module', 'bpf', 'memfd-exec']);
const UDP = 17;

type Telling = Pick<HostEvent, 'kind' | 'title' | 'detail' | 'severity' | 'target'>;

/**
 * An event inside a guest as a line of the list of events; null for those of which only the sum matters: files that are no
 * secrets, exits, connections that were accepted (those are flows). VM and addresses are its host's words, not the guest's.
 */
export function toHostEvent(event: AgentEvent, facts: VmFacts): HostEvent | null {
  const { time, thread, uid, detail } = event;
  const telling = tell(detail, thread.service);
  if (telling === null) return null;
  const addresses = [...new Set(facts.addresses.map(({ address }) => address))];
  const exec = detail.kind === 'exec' ? detail : null;
  return {
    time,
    source: 'agent',
    host: facts.name,
    addresses: addresses.slice(0, 64),
    ...telling,
    process: {
      pid: thread.pid,
      name: thread.name,
      executable: exec?.program ?? '',
      commandLine: exec?.argv.join(' ') ?? '',
      parentName: exec?.parentName ?? '',
      user: String(uid),
    },
    connection:
      detail.kind === 'connect'
        ? {
            transport: detail.protocol === UDP ? 'udp' : 'tcp',
            src: addresses[0] ?? '',
            sport: 0,
            dst: detail.address,
            dport: detail.port,
          }
        : null,
    claimedTechniques: [],
    raw: JSON.stringify({ agent: event }),
  };
}

function tell(detail: AgentEventDetail, service: string): Telling | null {
  switch (detail.kind) {
    case 'exec':
      return {
        kind: 'process',
        title: `process started: ${nameOf(detail.program)}`,
        detail: `${detail.argv.join(' ') || detail.program} (by ${detail.parentName}, for ${service})`,
        severity: 'info',
        target: detail.program,
      };
    case 'open':
      if (!SECRET.has(detail.pathClass)) return null;
      return {
        kind: 'file',
        title: `secret ${detail.write ? 'written' : 'read'}: ${detail.path || detail.pathClass}`,
        detail: `${detail.error === 0 ? 'opened' : 'tried'} ${detail.count} times, for ${service}`,
        severity: 'notice',
        target: detail.path,
      };
    case 'connect':
      return {
        kind: 'network',
        title: `connects to ${detail.address}`,
        detail: `port ${detail.port}${detail.error === 0 ? '' : `, error ${Math.abs(detail.error)}`}, for ${service}`,
        severity: 'info',
        target: '',
      };
    case 'privilege':
      return {
        kind: detail.what === 'module' ? 'module' : 'privilege',
        title: `${detail.what}: ${detail.change}`,
        detail: `for ${service}${detail.target === 0 ? '' : `, upon process ${detail.target}`}`,
        severity: RARE.has(detail.what) ? 'notice' : 'info',
        target: detail.change,
      };
    case 'dup':
      return {
        kind: 'network',
        title: `descriptor ${detail.descriptor} became a connection`,
        detail: `for ${service}: what is written to it goes over the network`,
        severity: 'notice',
        target: '',
      };
    case 'exit':
    case 'write':
    case 'accept':
      return null;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
