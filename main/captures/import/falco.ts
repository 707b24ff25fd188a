import type { HostEvent } from '../../telemetry/host-event.ts';
import { canonicalAddress } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent } from './create-event.ts';
import { numberAt, recordAt, textAt, textsAt, valueAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { epochNanoseconds, readCalendarTime } from './read-time.ts';

/** Reads one Falco alert (JSON output); null when it is none. */
export function readFalcoAlert(record: JsonRecord, raw: string): HostEvent | null {
  const rule = textAt(record, 'rule');
  const time = timeOf(record);
  if (rule === '' || Number.isNaN(time)) return null;
  const fields = recordAt(record, 'output_fields');
  const executable = textAt(fields, 'proc.exepath');
  const name = textAt(fields, 'proc.name');
  return createEvent({
    time,
    source: 'falco',
    host: textAt(record, 'hostname') || textAt(fields, 'evt.hostname'),
    kind: 'rule',
    title: rule,
    detail: textAt(record, 'output'),
    severity: severityOf(textAt(record, 'priority')),
    process:
      name === '' && executable === ''
        ? null
        : {
            pid: numberAt(fields, 'proc.pid'),
            ...(name === '' ? {} : { name }),
            executable,
            commandLine: textAt(fields, 'proc.cmdline'),
            parentName: textAt(fields, 'proc.pname'),
            user: textAt(fields, 'user.name'),
          },
    connection: connectionOf(textAt(fields, 'fd.name'), textAt(fields, 'fd.l4proto')),
    target: textAt(fields, 'fd.name') || textAt(fields, 'ka.target.name'),
    claimedTechniques: claimedTechniques(textsAt(record, 'tags')),
    raw,
  });
}

function timeOf(record: JsonRecord): number {
  const nanoseconds = valueAt(record, 'output_fields', 'evt.time');
  if (typeof nanoseconds === 'bigint' || (typeof nanoseconds === 'number' && nanoseconds > 1e15)) {
    return epochNanoseconds(nanoseconds);
  }
  return readCalendarTime(textAt(record, 'time'));
}

function severityOf(priority: string): HostEvent['severity'] {
  switch (priority.toLowerCase()) {
    case 'emergency':
    case 'alert':
    case 'critical':
      return 'critical';
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'notice':
      return 'notice';
    default:
      return 'info';
  }
}

/** Falco names a connection `172.17.0.9:43812->10.96.0.1:443`. */
function connectionOf(name: string, transport: string): HostEvent['connection'] {
  const arrow = name.indexOf('->');
  if (arrow < 0 || name.length > 128) return null;
  const from = endOf(name.slice(0, arrow));
  const to = endOf(name.slice(arrow + 2));
  if (from === null || to === null) return null;
  return {
    transport: transport.slice(0, 8) || 'tcp',
    src: from.address,
    sport: from.port,
    dst: to.address,
    dport: to.port,
  };
}

function endOf(text: string): { address: string; port: number } | null {
  const colon = text.lastIndexOf(':');
  const address = canonicalAddress(text.slice(0, colon));
  const port = Number(text.slice(colon + 1));
  return colon < 0 || address === '' || !Number.isInteger(port) || port < 0 || port > 65535 ? null : { address, port };
}
