import type { HostEvent, HostEventKind } from '../../telemetry/host-event.ts';
import { canonicalAddress } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent, fileNameOf } from './create-event.ts';
import { listAt, numberAt, numberOf, recordAt, recordOf, textAt, textOf, textsAt, valueAt } from './json-fields.ts';
import type { JsonRecord, JsonValue } from './parse-json.ts';
import { epochNanoseconds } from './read-time.ts';

/** Reads one event of Tracee's JSON output; null when it is none. */
export function readTraceeEvent(record: JsonRecord, raw: string): HostEvent | null {
  const name = textAt(record, 'eventName');
  const stamp = valueAt(record, 'timestamp');
  if (name === '' || (typeof stamp !== 'bigint' && typeof stamp !== 'number')) return null;
  const time = epochNanoseconds(stamp);
  if (Number.isNaN(time)) return null;
  const args = argumentsOf(record);
  const connection = connectionOf(name, args);
  const argv = args.get('argv');
  const commandLine = Array.isArray(argv) ? argv.slice(0, 256).map(textOf).join(' ') : textOf(args.get('cmdpath'));
  const target = textOf(args.get('pathname')) || textOf(args.get('file_path')) || textOf(args.get('name'));
  const properties = recordAt(record, 'metadata', 'Properties') ?? recordAt(record, 'metadata', 'properties');
  const signature = textAt(properties, 'signatureName');
  const process = textAt(record, 'processName');
  return createEvent({
    time,
    source: 'tracee',
    host: textAt(record, 'hostName'),
    kind: signature === '' ? kindOf(name, connection !== null) : 'rule',
    title: signature === '' ? `${titleOf(name)}: ${fileNameOf(isExec(name) ? target || process : process)}` : signature,
    detail:
      commandLine ||
      (connection === null ? target : `${connection.dst}:${connection.dport}`) ||
      textAt(record, 'metadata', 'Description'),
    severity: signature === '' ? 'info' : severityOf(numberAt(properties, 'Severity', 1)),
    process: {
      pid: numberAt(record, 'hostProcessId') || numberAt(record, 'processId'),
      name: isExec(name) && target !== '' ? fileNameOf(target) : process,
      executable: isExec(name) ? target : textAt(record, 'executable', 'path'),
      commandLine,
      user: textAt(record, 'userId'),
    },
    connection,
    target,
    claimedTechniques: claimedTechniques([textAt(properties, 'external_id'), ...textsAt(properties, 'Technique')]),
    raw,
  });
}

function isExec(name: string): boolean {
  return name === 'execve' || name === 'execveat' || name === 'sched_process_exec';
}

function titleOf(name: string): string {
  if (isExec(name)) return 'process started';
  return name === 'sched_process_exit' ? 'process ended' : name.slice(0, 64);
}

function severityOf(level: number): HostEvent['severity'] {
  return level >= 3 ? 'critical' : level === 2 ? 'error' : level === 1 ? 'warning' : 'notice';
}

function kindOf(name: string, connects: boolean): HostEventKind {
  if (isExec(name) || name.startsWith('sched_process')) return 'process';
  if (connects || name.startsWith('net_') || name.startsWith('security_socket')) return 'network';
  if (name.includes('module')) return 'module';
  if (/^(?:set(?:re|res|fs)?[ug]id|commit_creds|ptrace|cap_capable|switch_task_ns)$/.test(name)) return 'privilege';
  return /^(?:open|openat|unlink|unlinkat|rename|security_file|security_inode|vfs_|magic_write|file_|chmod|chown)/.test(
    name,
  )
    ? 'file'
    : 'other';
}

function argumentsOf(record: JsonRecord): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  for (const argument of listAt(record, 'args')) {
    const name = textAt(recordOf(argument), 'name');
    const value = recordOf(argument)?.['value'];
    if (name !== '' && value !== undefined) found.set(name, value);
  }
  return found;
}

function connectionOf(name: string, args: ReadonlyMap<string, JsonValue>): HostEvent['connection'] {
  const remote = recordOf(args.get('remote_addr'));
  const local = recordOf(args.get('local_addr'));
  const dst = canonicalAddress(textOf(args.get('dst')) || textAt(remote, 'sin_addr') || textAt(remote, 'sin6_addr'));
  if (dst === '') return null;
  return {
    transport: name.includes('udp') || name.includes('dns') ? 'udp' : name.includes('icmp') ? 'icmp' : 'tcp',
    src: canonicalAddress(textOf(args.get('src')) || textAt(local, 'sin_addr') || textAt(local, 'sin6_addr')),
    sport: numberOf(args.get('src_port')) || numberAt(local, 'sin_port'),
    dst,
    dport: numberOf(args.get('dst_port')) || numberAt(remote, 'sin_port') || numberAt(remote, 'sin6_port'),
  };
}
