import type { Flow, Transport } from '../../telemetry/flow.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { createCertificateTable, type CertificateTable } from './certificate-table.ts';
import { createFlow, SILENT } from './create-flow.ts';

/** Flows remembered for joining; beyond it the oldest are forgotten. About 200 bytes each. */
const CAPACITY = 300_000;

/** What a record tells of its flow, in case no log describes the flow itself. */
export interface FlowSketch {
  transport: Transport;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  service: string;
  time: number;
}

/** Gives the records and flows of one session's logs their common flow ids, whatever the order of files. Bounded. */
export interface JoinTable {
  certificates: CertificateTable;
  /** The id of the flow a record belongs to. A flow nobody describes is told from its records when the table is finished. */
  refer(key: string, sketch: FlowSketch): number;
  /** The id for a flow a log describes; null when the same flow (same key and start) was described before. */
  claim(key: string, start: number): number | null;
  /** Tells what is still held back. Call once, after the last file. */
  finish(): void;
}

interface Entry {
  id: number;
  /** Start of the flow as described; NaN until then. */
  start: number;
  sketch: FlowSketch | null;
  first: number;
  last: number;
  records: number;
}

/** Makes a {@link JoinTable}. */
export function createJoinTable(
  nextFlowId: () => number,
  sink: (observation: Observation) => void,
  capacity: number = CAPACITY,
): JoinTable {
  const entries = new Map<string, Entry>();
  const certificates = createCertificateTable((record) => sink({ kind: 'record', record }));

  function add(key: string, entry: Entry): void {
    if (entries.size >= capacity) {
      const oldest = entries.entries().next().value;
      if (oldest !== undefined) {
        entries.delete(oldest[0]);
        tellSketch(oldest[1]);
      }
    }
    entries.set(key, entry);
  }

  function tellSketch(entry: Entry): void {
    if (entry.sketch !== null)
      sink({ kind: 'flow', flow: flowFromRecords(entry.id, entry.sketch, entry), final: true });
    entry.sketch = null;
  }

  return {
    certificates,
    refer(key, sketch) {
      const known = entries.get(key);
      if (known === undefined) {
        const entry = {
          id: nextFlowId(),
          start: Number.NaN,
          sketch,
          first: sketch.time,
          last: sketch.time,
          records: 1,
        };
        add(key, entry);
        return entry.id;
      }
      known.records += 1;
      if (sketch.time < known.first) known.first = sketch.time;
      if (sketch.time > known.last) known.last = sketch.time;
      return known.id;
    },
    claim(key, start) {
      const known = entries.get(key);
      if (known !== undefined && known.start === start) return null;
      if (known !== undefined && Number.isNaN(known.start)) {
        known.start = start;
        known.sketch = null;
        return known.id;
      }
      const id = nextFlowId();
      const entry = { id, start, sketch: null, first: start, last: start, records: 0 };
      if (known === undefined) add(key, entry);
      else entries.set(key, entry);
      return id;
    },
    finish() {
      certificates.finish();
      for (const entry of entries.values()) tellSketch(entry);
      entries.clear();
    },
  };
}

/** A flow known only from its application records: that it was, when, and between whom; no packets are claimed. */
function flowFromRecords(id: number, sketch: FlowSketch, entry: Entry): Flow {
  const isArp = sketch.transport === 'arp';
  return createFlow({
    id,
    transport: sketch.transport,
    src: sketch.src,
    sport: sketch.sport,
    dst: sketch.dst,
    dport: sketch.dport,
    start: entry.first,
    end: entry.last,
    state: 'OTH',
    service: sketch.service,
    // One ARP record is one ARP packet, which no flow log ever counts.
    out: isArp ? { ...SILENT, packets: entry.records, bytes: 28 * entry.records } : SILENT,
    in: SILENT,
  });
}
