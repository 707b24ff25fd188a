import type { HostEvent, HostEventKind } from '../../telemetry/host-event.ts';
import { canonicalAddress } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent, fileNameOf } from './create-event.ts';
import { listAt, numberAt, recordAt, recordOf, textAt, textOf, textsAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';

/** Reads one event of Tetragon's JSON export; null when it is none. */
export function readTetragonEvent(record: JsonRecord, raw: string): HostEvent | null {
  const type = Object.keys(record).find(
    (name) => name.startsWith('process_') && recordAt(record, name, 'process') !== undefined,
  );
  const body = type === undefined ? undefined : recordAt(record, type);
  const process = recordAt(body, 'process');
  if (type === undefined || process === undefined) return null;
  const time = readCalendarTime(textAt(record, 'time') || textAt(process, 'start_time'));
  if (Number.isNaN(time)) return null;
  const executable = textAt(process, 'binary');
  const name = fileNameOf(executable);
  const connection = connectionOf(body);
  const target = targetOf(body);
  const arguments_ = textAt(process, 'arguments');
  const commandLine = `${executable} ${arguments_}`.trim();
  return createEvent({
    time,
    source: 'tetragon',
    host: textAt(record, 'node_name'),
    kind: kindOf(type, textAt(body, 'function_name'), connection !== null, target !== ''),
    title: `${titleOf(type, textAt(body, 'function_name') || textAt(body, 'event'))}: ${name}`,
    detail:
      textAt(body, 'message') ||
      (connection === null ? target || commandLine : `${connection.dst}:${connection.dport}`),
    severity: textAt(body, 'policy_name') === '' ? 'info' : 'notice',
    process: {
      pid: numberAt(process, 'pid'),
      executable,
      commandLine,
      parentName: fileNameOf(textAt(body, 'parent', 'binary')),
      user: textAt(process, 'uid'),
    },
    connection,
    target,
    claimedTechniques: claimedTechniques(textsAt(body, 'tags')),
    raw,
  });
}

function titleOf(type: string, call: string): string {
  switch (type) {
    case 'process_exec':
      return 'process started';
    case 'process_exit':
      return 'process ended';
    case 'process_connect':
      return 'connection opened';
    case 'process_accept':
      return 'connection accepted';
    case 'process_close':
      return 'connection closed';
    case 'process_listen':
      return 'listening';
    case 'process_loader':
      return 'library loaded';
    default:
      return call === '' ? type.slice(0, 64) : `call of ${call.slice(0, 64)}`;
  }
}

function kindOf(type: string, call: string, connects: boolean, hasTarget: boolean): HostEventKind {
  if (type === 'process_exec' || type === 'process_exit') return 'process';
  if (connects || type === 'process_connect' || type === 'process_listen' || type === 'process_close') return 'network';
  if (type === 'process_loader' || call.includes('module')) return 'module';
  if (/setuid|setgid|capset|commit_creds|ptrace/.test(call)) return 'privilege';
  if (call.startsWith('tcp_') || call.startsWith('udp_') || call.includes('socket')) return 'network';
  return hasTarget ? 'file' : 'other';
}

function connectionOf(body: JsonRecord | undefined): HostEvent['connection'] {
  const direct = ends(
    textAt(body, 'source_ip'),
    numberAt(body, 'source_port'),
    textAt(body, 'destination_ip'),
    numberAt(body, 'destination_port'),
  );
  if (direct !== null) return { transport: textAt(body, 'protocol').toLowerCase().slice(0, 8), ...direct };
  for (const argument of listAt(body, 'args')) {
    const socket = recordAt(recordOf(argument), 'sock_arg') ?? recordAt(recordOf(argument), 'sockaddr_arg');
    const found = ends(
      textAt(socket, 'saddr'),
      numberAt(socket, 'sport'),
      textAt(socket, 'daddr') || textAt(socket, 'addr'),
      numberAt(socket, 'dport') || numberAt(socket, 'port'),
    );
    if (found !== null)
      return { transport: textAt(socket, 'protocol').toLowerCase().replace('ipproto_', '').slice(0, 8), ...found };
  }
  return null;
}

function ends(source: string, sport: number, destination: string, dport: number) {
  const dst = canonicalAddress(destination);
  return dst === '' ? null : { src: canonicalAddress(source), sport, dst, dport };
}

function targetOf(body: JsonRecord | undefined): string {
  for (const argument of listAt(body, 'args')) {
    const record = recordOf(argument);
    const path =
      textAt(record, 'file_arg', 'path') ||
      textAt(record, 'path_arg', 'path') ||
      textAt(record, 'linux_binprm_arg', 'path');
    if (path !== '') return path;
    const text = textOf(record?.['string_arg']);
    if (text.startsWith('/')) return text;
  }
  return textAt(body, 'path');
}
