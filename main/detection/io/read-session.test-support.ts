import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { PacketAnalyzer } from '../../../native/packets/analyzer.ts';
import { findExploitSigns } from '../../../native/packets/dissect/exploit-signs.ts';
import { probe } from '../../../native/packets/dissect/probe.ts';
import { ByteWriter } from '../../../native/packets/wire/byte-writer.ts';
import { decodeFlow, writeFlow } from '../../../native/packets/wire/flow-codec.ts';
import type { FlowRecord } from '../../../native/packets/records.ts';
import { detectFormat, HEAD_BYTES } from '../../captures/import/detect-format.ts';
import { isImportFormat } from '../../captures/import/import-format.ts';
import { createImporter } from '../../captures/import/import-run.ts';
import { createJoinTable } from '../../captures/import/join-table.ts';
import type { Observation } from '../../telemetry/observation.ts';

interface Content {
  name: string;
  bytes: Buffer;
}

/** The one member of a small ZIP, or the bytes as they are; gzip is unpacked. */
function readContent(path: string): Content {
  const bytes = readFileSync(path);
  const name = basename(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { name: name.replace(/\.gz$/, ''), bytes: gunzipSync(bytes) };
  if (bytes.toString('latin1', 0, 4) !== 'PK\u0003\u0004') return { name, bytes };
  const end = bytes.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
  const packed = bytes.readUInt32LE(end + 20);
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  return { name: name.replace(/\.zip$/, ''), bytes: inflateRawSync(bytes.subarray(start, start + packed)) };
}

/** What the reader tells is only valid during the call, and reads from its table: it goes over the wire as in the product. */
function copyFlow(flow: FlowRecord): FlowRecord {
  const writer = new ByteWriter();
  writeFlow(writer, flow);
  return decodeFlow(writer.bytes.subarray(0, writer.at));
}

/** Reads files as one session through the packet reader and the importers: captures first, then logs. */
export function readSession(paths: readonly string[], take: (observation: Observation) => void): void {
  const contents = paths.map(readContent).map((content) => ({
    ...content,
    format: detectFormat(content.bytes.subarray(0, HEAD_BYTES), content.name).format,
  }));
  const analyzer = new PacketAnalyzer(
    {
      flow: (flow, isProvisional) => take({ kind: 'flow', flow: copyFlow(flow), final: !isProvisional }),
      record: (record) => take({ kind: 'record', record: structuredClone(record) }),
      note: () => {},
      segment: () => {},
      file: () => {},
    },
    { probe },
  );
  for (const { bytes, format } of contents) {
    if (format !== 'pcap' && format !== 'pcapng') continue;
    for (let at = 0; at < bytes.length; at += 262_144) analyzer.push(bytes.subarray(at, at + 262_144));
    analyzer.end();
  }
  let lastId = analyzer.flows;
  const nextFlowId = (): number => ++lastId;
  const joins = createJoinTable(nextFlowId, take);
  for (const { name, bytes, format } of contents) {
    if (!isImportFormat(format)) continue;
    const importer = createImporter(format, {
      nextFlowId,
      fileName: name,
      sink: take,
      joins,
      exploitSigns: findExploitSigns,
    });
    importer.push(bytes);
    importer.end();
  }
  joins.finish();
}
