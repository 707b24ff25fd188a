import type { EventColumns } from '../store/event-columns.ts';
import type { HostEvent } from '../telemetry/host-event.ts';

/** The columns of a host event by which lists sort and filter. */
export function toEventColumns(id: number, event: HostEvent): EventColumns {
  return {
    id,
    time: event.time,
    source: event.source,
    host: event.host,
    kind: event.kind,
    title: event.title,
    detail: event.detail,
    severity: event.severity,
    src: event.connection?.src ?? '',
    dst: event.connection?.dst ?? '',
    port: event.connection?.dport ?? 0,
    raw: event.raw,
    body: JSON.stringify({ ...event, raw: '' }),
  };
}
