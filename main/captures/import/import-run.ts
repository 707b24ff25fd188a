import { createAuditdImporter } from './auditd.ts';
import { createBinetflowImporter } from './binetflow.ts';
import { createEveImporter } from './eve.ts';
import type { ImportFormat } from './import-format.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createJsonEventsImporter } from './json-events.ts';
import { createNfdumpImporter } from './nfdump.ts';
import { createReportsImporter } from './reports.ts';
import { createZeekJsonImporter } from './zeek-json.ts';
import { createZeekTsvImporter } from './zeek-tsv.ts';

const MAKERS: Record<ImportFormat, (options: ImportOptions) => Importer> = {
  'zeek-tsv': createZeekTsvImporter,
  'zeek-json': createZeekJsonImporter,
  eve: createEveImporter,
  'nfdump-csv': createNfdumpImporter,
  binetflow: createBinetflowImporter,
  falco: (options) => createJsonEventsImporter('falco', options),
  tetragon: (options) => createJsonEventsImporter('tetragon', options),
  tracee: (options) => createJsonEventsImporter('tracee', options),
  sysmon: (options) => createJsonEventsImporter('sysmon', options),
  events: (options) => createJsonEventsImporter('own', options),
  auditd: createAuditImporter,
  reports: ({ report }) => createReportsImporter(report ?? (() => undefined)),
};

/**
 * Makes the importer for a format. Files of one session share `options.joins`, whose `finish()` is called after the
 * last of them; without, the importer finishes its own at `end()`.
 */
export function createImporter(format: ImportFormat, options: ImportOptions): Importer {
  return MAKERS[format](options);
}

/** auditd writes text, its converters JSON: the first byte that is not white space tells. */
function createAuditImporter(options: ImportOptions): Importer {
  let chosen: Importer | null = null;
  return {
    push(bytes) {
      if (chosen === null) {
        const first = bytes.find((byte) => byte > 0x20);
        if (first === undefined) return;
        chosen =
          first === 0x7b || first === 0x5b
            ? createJsonEventsImporter('auditd', options)
            : createAuditdImporter(options);
      }
      chosen.push(bytes);
    },
    end: () => (chosen ?? createAuditdImporter(options)).end(),
  };
}
