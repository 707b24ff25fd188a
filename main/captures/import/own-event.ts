import type { HostEvent } from '../../telemetry/host-event.ts';
import { canonicalAddress } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent } from './create-event.ts';
import { numberAt, recordAt, textAt, textsAt } from './json-fields.ts';
import { parseJson, type JsonRecord, type JsonValue } from './parse-json.ts';

const SOURCES: ReadonlySet<string> = new Set([
  'falco',
  'tetragon',
  'tracee',
  'auditd',
  'sysmon',
  'windows-security',
  'agent',
  'other',
]);
const KINDS: ReadonlySet<string> = new Set([
  'process',
  'file',
  'network',
  'privilege',
  'module',
  'registry',
  'login',
  'rule',
  'other',
]);
const SEVERITIES: ReadonlySet<string> = new Set(['info', 'notice', 'warning', 'error', 'critical']);

/** Reads an event as the console itself writes it, one JSON object a line; null when it is none. Trusts nothing in it. */
export function readOwnEvent(record: JsonRecord, raw: string): HostEvent | null {
  const time = numberAt(record, 'time', Number.NaN);
  const source = textAt(record, 'source');
  const kind = textAt(record, 'kind');
  if (!(time >= 0 && time <= 9e15) || !SOURCES.has(source) || !KINDS.has(kind)) return null;
  const severity = textAt(record, 'severity');
  const process = recordAt(record, 'process');
  const connection = recordAt(record, 'connection');
  return createEvent({
    time,
    source: source as HostEvent['source'],
    host: textAt(record, 'host'),
    addresses: textsAt(record, 'addresses')
      .map(canonicalAddress)
      .filter((address) => address !== ''),
    kind: kind as HostEvent['kind'],
    title: textAt(record, 'title'),
    detail: textAt(record, 'detail'),
    severity: SEVERITIES.has(severity) ? (severity as HostEvent['severity']) : 'info',
    process:
      process === undefined
        ? null
        : {
            pid: numberAt(process, 'pid'),
            name: textAt(process, 'name'),
            executable: textAt(process, 'executable'),
            commandLine: textAt(process, 'commandLine'),
            parentName: textAt(process, 'parentName'),
            user: textAt(process, 'user'),
          },
    connection:
      connection === undefined
        ? null
        : {
            transport: textAt(connection, 'transport').slice(0, 16),
            src: canonicalAddress(textAt(connection, 'src')),
            sport: numberAt(connection, 'sport') & 0xffff,
            dst: canonicalAddress(textAt(connection, 'dst')),
            dport: numberAt(connection, 'dport') & 0xffff,
          },
    target: textAt(record, 'target'),
    claimedTechniques: claimedTechniques(textsAt(record, 'claimedTechniques')),
    raw: keptRecord(record['raw']) ?? raw,
  });
}

/** The record inside, where it still is JSON as it must be. */
function keptRecord(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && parseJson(value, false) !== undefined ? value : null;
}
