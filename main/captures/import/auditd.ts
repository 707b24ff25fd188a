import { createAuditEvent } from './audit-event.ts';
import { readAuditLine, type AuditRecord } from './audit-record.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createLineSplitter } from './line-splitter.ts';

/** Events whose records may still come, oldest first. The kernel interleaves a few processors' events. */
const MAX_OPEN = 128;
/** Records of one event; long argument lists come in many. */
const MAX_RECORDS = 256;
/** Record types that user space writes: each is an event of its own, without an end mark. */
const ALONE =
  /^(?:USER|CRED_|SERVICE_|SYSTEM_|DAEMON_|ADD_|DEL_|GRP_|ACCT_|ROLE_|CRYPTO_|VIRT_|CHGRP_ID|CHUSER_ID|TRUSTED_APP|SOFTWARE_UPDATE)/;

interface OpenEvent {
  records: AuditRecord[];
  lines: string[];
  length: number;
}

/** Reads audit.log as the kernel and auditd write it: records are grouped by their event's number, in whatever order. */
export function createAuditdImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const open = new Map<string, OpenEvent>();
  let taken = 0;
  let skipped = 0;

  function tell(event: OpenEvent): void {
    const first = event.records[0];
    if (first === undefined) return;
    options.sink({ kind: 'event', event: createAuditEvent(partsOf(first, event)) });
  }

  function readLine(text: string, number: number): void {
    if (text.trim() === '') return;
    const record = readAuditLine(text);
    if (record === null) {
      skipped += 1;
      remarks.note('bad-line', 'Lines that are not audit records were skipped.', number);
      return;
    }
    taken += 1;
    if (ALONE.test(record.type)) {
      tell({ records: [record], lines: [text], length: text.length });
      return;
    }
    const key = `${record.node} ${record.time} ${record.serial}`;
    const known = open.get(key);
    if (record.type === 'EOE') {
      if (known !== undefined) tell(known);
      open.delete(key);
      return;
    }
    if (known === undefined) {
      makeRoom();
      open.set(key, { records: [record], lines: [text], length: text.length });
    } else if (known.records.length < MAX_RECORDS) {
      known.records.push(record);
      if (known.length < 65_536) known.lines.push(text);
      known.length += text.length;
    }
  }

  function makeRoom(): void {
    if (open.size < MAX_OPEN) return;
    const oldest = open.entries().next().value;
    if (oldest === undefined) return;
    tell(oldest[1]);
    open.delete(oldest[0]);
  }

  const lines = createLineSplitter({
    line: readLine,
    tooLong(number) {
      skipped += 1;
      remarks.note('line-too-long', 'Lines of more than 1 MiB were skipped.', number);
    },
  });

  return {
    push: (bytes) => lines.push(bytes),
    end() {
      lines.end();
      for (const event of open.values()) tell(event);
      open.clear();
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}

function partsOf(first: AuditRecord, event: OpenEvent) {
  const { records, lines } = event;
  return {
    time: first.time,
    node: first.node,
    types: records.map((record) => record.type),
    field: (type: string, name: string) => records.find((record) => record.type === type)?.fields.get(name) ?? '',
    argv: argumentsOf(records),
    paths: records
      .filter((record) => record.type === 'PATH')
      .sort((a, b) => Number(a.fields.get('item') ?? 0) - Number(b.fields.get('item') ?? 0))
      .map((record) => record.fields.get('name') ?? ''),
    raw: JSON.stringify({ lines }),
  };
}

/** Arguments over all EXECVE records: `a0`, `a1`, and long ones in pieces `a1[0]`, `a1[1]`. */
function argumentsOf(records: readonly AuditRecord[]): string[] {
  const found = new Map<number, string>();
  for (const record of records) {
    if (record.type !== 'EXECVE') continue;
    for (const [name, value] of record.fields) {
      const number = /^a(\d{1,4})(?:\[\d{1,5}\])?$/.exec(name)?.[1];
      if (number !== undefined) found.set(Number(number), (found.get(Number(number)) ?? '') + value);
    }
  }
  return [...found.entries()].sort((a, b) => a[0] - b[0]).map(([, value]) => value.slice(0, 4096));
}
