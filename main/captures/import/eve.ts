import { readEveAlert } from './eve-alert.ts';
import { createEveDns } from './eve-dns.ts';
import { readEveEnds } from './eve-ends.ts';
import { readEveFlow } from './eve-flow.ts';
import { readEveRecords } from './eve-records.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createJoinTable } from './join-table.ts';
import { textAt } from './json-fields.ts';
import { createJsonReader } from './json-reader.ts';

/** Reads Suricata's EVE JSON: flows, DNS, HTTP, TLS, SSH, mail, SMB, RPC, DHCP, FTP, and alerts as events; joined by flow_id, exact beyond 2^53. */
export function createEveImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const joins = options.joins ?? createJoinTable(options.nextFlowId, options.sink);
  const exploitSigns = options.exploitSigns ?? (() => []);
  const dns = createEveDns((record) => options.sink({ kind: 'record', record }));

  return createJsonReader(remarks, {
    read(record, line, raw) {
      const type = textAt(record, 'event_type').slice(0, 64);
      const ends = readEveEnds(record);
      let outcome: boolean | 'repeated' = false;
      if (type === 'flow') outcome = ends !== null && readEveFlow(record, ends, joins, options.sink);
      else if (type === 'alert') outcome = readEveAlert(record, raw, ends, options.sink);
      else if (type === 'dns') outcome = ends !== null && dns.read(record, ends, joins);
      else {
        const records = ends === null ? [] : readEveRecords(type, record, ends, joins, exploitSigns);
        if (records === null) {
          remarks.note('skipped-log', `Suricata's ${type === '' ? 'unnamed' : type} records are not used.`, line);
          return false;
        }
        for (const one of records) options.sink({ kind: 'record', record: one });
        outcome = records.length > 0;
      }
      if (outcome === false)
        remarks.note('bad-line', `Suricata's ${type} records without a valid time or addresses were skipped.`, line);
      if (outcome === 'repeated')
        remarks.note('repeated-flow', 'Flows that the session holds already were not counted twice.', line);
      return outcome === true;
    },
    finish() {
      dns.finish();
      if (options.joins === undefined) joins.finish();
    },
  });
}
