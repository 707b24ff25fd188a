import type { HostEvent } from '../../telemetry/host-event.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent } from './create-event.ts';
import type { EveEnds } from './eve-ends.ts';
import { numberAt, recordAt, textAt, textsAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';

/** Reads an `alert` record: what one of Suricata's rules matched, told as a rule's event. */
export function readEveAlert(
  record: JsonRecord,
  raw: string,
  ends: EveEnds | null,
  sink: (observation: Observation) => void,
): boolean {
  const alert = recordAt(record, 'alert');
  const time = ends?.time ?? readCalendarTime(textAt(record, 'timestamp'));
  const signature = textAt(alert, 'signature');
  if (alert === undefined || Number.isNaN(time) || signature === '') return false;
  const event = createEvent({
    time,
    source: 'other',
    kind: 'rule',
    title: signature,
    detail: `${textAt(alert, 'category')} (rule ${textAt(alert, 'signature_id')}, ${textAt(alert, 'action')})`,
    severity: severityOf(numberAt(alert, 'severity', 3)),
    connection:
      ends === null
        ? null
        : { transport: ends.transport, src: ends.src, sport: ends.sport, dst: ends.dst, dport: ends.dport },
    claimedTechniques: claimedTechniques([
      ...textsAt(alert, 'metadata', 'mitre_technique_id'),
      ...textsAt(alert, 'metadata', 'mitre_tactic_id'),
    ]),
    // Records that somebody labelled are not kept as they were: labels are never read.
    raw: raw.includes('label"') ? JSON.stringify({ signature, flow_id: ends?.id ?? '' }) : raw,
  });
  sink({ kind: 'event', event });
  return true;
}

function severityOf(level: number): HostEvent['severity'] {
  return level <= 1 ? 'error' : level === 2 ? 'warning' : level === 3 ? 'notice' : 'info';
}
