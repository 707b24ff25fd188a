import type { HostEvent } from '../../telemetry/host-event.ts';
import { readAuditJson } from './audit-json.ts';
import { readFalcoAlert } from './falco.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createJsonReader } from './json-reader.ts';
import { readOwnEvent } from './own-event.ts';
import type { JsonRecord } from './parse-json.ts';
import { readTetragonEvent } from './tetragon.ts';
import { readTraceeEvent } from './tracee.ts';
import { readWindowsEvent } from './windows-events.ts';

/** Who wrote a stream of JSON events. `own` is the console's own form, as `.mien` sessions keep it. */
export type EventDialect = 'falco' | 'tetragon' | 'tracee' | 'auditd' | 'sysmon' | 'own';

const READERS: Record<EventDialect, (record: JsonRecord, raw: string) => HostEvent | null> = {
  falco: readFalcoAlert,
  tetragon: readTetragonEvent,
  tracee: readTraceeEvent,
  auditd: readAuditJson,
  sysmon: readWindowsEvent,
  own: readOwnEvent,
};

/** Reads a stream of JSON events of one source. */
export function createJsonEventsImporter(dialect: EventDialect, options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const readEvent = READERS[dialect];
  return createJsonReader(remarks, {
    read(record, line, raw) {
      const event = readEvent(record, raw);
      if (event === null) {
        remarks.note('not-an-event', 'Records without a time or the fields of an event were skipped.', line);
        return false;
      }
      options.sink({ kind: 'event', event });
      return true;
    },
    finish: () => undefined,
  });
}
