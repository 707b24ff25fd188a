import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PacketAnalyzer } from '../analyzer.ts';
import type { L7Record } from '../records.ts';
import { probe } from './probe.ts';

const data = process.env['MIEN_DATA'] ?? '';
const captures = join(data, 'sessions', 'captures');
const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const isReady = data !== '' && existsSync(captures) && hasTshark;
const why = hasTshark
  ? 'set MIEN_DATA to the folder that holds sessions/captures (the measuring captures are not part of the repository)'
  : 'tshark is not installed (apt-get install tshark)';
if (!isReady) console.warn(`Skipping the comparison with tshark: ${why}`);

/** One thing both programs read: tshark's filter and fields, and the same told by our records. */
interface Comparison {
  name: string;
  /** As tshark's frame.protocols calls it: files without it are not asked. */
  protocol: string;
  /** Whether counts must be equal, or we must hold what tshark found (it needs whole bodies, or known ports). */
  must: 'equal' | 'hold';
  filter: string;
  fields: readonly string[];
  ours(record: L7Record): string | null;
  /** What tshark's line comes to where it keeps more than we do. */
  theirs?(line: string): string;
}

const COMPARISONS: readonly Comparison[] = [
  {
    name: 'names asked of DNS that were answered',
    protocol: 'dns',
    must: 'equal',
    filter: 'dns.flags.response == 1 && !mdns && !icmp && !llmnr && !nbns && dns.qry.name',
    fields: ['dns.qry.name'],
    ours: (record) =>
      record.kind === 'dns' && record.protocol === 'dns' && record.responseBytes > 0 ? record.qname : null,
  },
  {
    name: 'server names and JA3 of ClientHellos',
    protocol: 'tls',
    must: 'hold',
    filter: 'tls.handshake.type == 1 && !icmp',
    fields: ['tls.handshake.extensions_server_name', 'tls.handshake.ja3'],
    ours: (record) => (record.kind === 'tls' && record.ja3 !== '' ? `${record.sni}\t${record.ja3}` : null),
  },
  {
    name: 'HTTP requests',
    protocol: 'http',
    must: 'equal',
    filter: 'http.request && tcp && !icmp',
    fields: ['http.request.method', 'http.host', 'http.request.uri'],
    ours: (record) =>
      record.kind === 'http' && record.method !== '' ? `${record.method}\t${record.host}\t${record.path}` : null,
  },
  {
    name: 'HTTP answers',
    protocol: 'http',
    must: 'hold',
    filter: 'http.response && tcp && !icmp && http.response.code >= 200',
    fields: ['http.response.code', 'http.content_type'],
    ours: (record) =>
      record.kind === 'http' && record.status >= 200 ? `${String(record.status)}\t${record.contentType}` : null,
  },
  {
    name: 'Modbus functions',
    protocol: 'modbus',
    must: 'equal',
    filter: 'modbus && tcp.dstport == 502',
    fields: ['modbus.func_code'],
    ours: (record) => (record.kind === 'modbus' ? String(record.function) : null),
  },
  {
    name: 'Modbus exceptions',
    protocol: 'modbus',
    must: 'equal',
    filter: 'modbus.exception_code',
    fields: ['modbus.func_code'],
    ours: (record) => (record.kind === 'modbus' && record.exception ? String(record.function) : null),
  },
  {
    name: 'RPC calls',
    protocol: 'dcerpc',
    must: 'equal',
    filter: 'dcerpc.pkt_type == 0',
    fields: ['dcerpc.opnum'],
    ours: (record) => (record.kind === 'dcerpc' ? String(record.opnum) : null),
  },
  {
    name: 'service control calls',
    protocol: 'dcerpc',
    must: 'equal',
    filter: 'svcctl && dcerpc.pkt_type == 0',
    fields: ['svcctl.opnum'],
    ours: (record) => (record.kind === 'dcerpc' && record.interfaceName === 'svcctl' ? String(record.opnum) : null),
  },
  {
    name: 'FTP commands',
    protocol: 'ftp',
    must: 'equal',
    filter: 'ftp.request.command && ftp.request.command != "PASS"',
    fields: ['ftp.request.command', 'ftp.request.arg'],
    ours: (record) =>
      record.kind === 'ftp' && record.command !== 'PASS' ? `${record.command}\t${record.argument}` : null,
  },
  {
    name: 'mail subjects',
    protocol: 'imf',
    must: 'hold',
    filter: 'imf.subject',
    fields: ['imf.subject'],
    ours: (record) => (record.kind === 'smtp' && record.bytes > 0 ? record.subject.trim() : null),
  },
  {
    name: 'senders of mail',
    protocol: 'smtp',
    must: 'equal',
    filter: 'smtp.req.command == "MAIL"',
    fields: ['smtp.req.parameter'],
    theirs: (line) => line.replace(/^from:\s*<([^>]*)>.*$/i, '$1'),
    ours: (record) => (record.kind === 'smtp' && record.from !== '' ? record.from : null),
  },
  {
    name: 'SSH identifications',
    protocol: 'ssh',
    must: 'hold',
    filter: 'ssh.protocol',
    fields: ['ssh.protocol'],
    ours: (record) =>
      record.kind === 'ssh' ? [record.client, record.server].filter((text) => text !== '').join('\n') : null,
  },
  {
    name: 'names of DHCP clients',
    protocol: 'dhcp',
    must: 'hold',
    filter: 'dhcp.option.hostname',
    fields: ['dhcp.option.hostname'],
    ours: (record) => (record.kind === 'dhcp' && record.hostname !== '' ? record.hostname : null),
  },
];

/** What our reader says of a file. */
function readRecords(path: string): L7Record[] {
  const records: L7Record[] = [];
  const analyzer = new PacketAnalyzer(
    {
      flow: () => undefined,
      record: (record) => records.push({ ...record }),
      note: (note) => {
        if (note.code === 'dissector-failed') throw new Error(note.text);
      },
      segment: () => undefined,
      file: () => undefined,
    },
    { probe },
  );
  analyzer.push(readFileSync(path));
  analyzer.end();
  return records;
}

function readTshark(path: string, comparison: Comparison): string[] {
  const fields = comparison.fields.flatMap((field) => ['-e', field]);
  const options = ['-r', path, '-Y', comparison.filter, '-T', 'fields', '-E', 'aggregator=\u001f', ...fields];
  const { stdout } = spawnSync('tshark', options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  // Several messages in one frame share a line: the fields are lists of equal length then.
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const columns = line.split('\t').map((column) => column.split('\u001f'));
      const rows = Math.max(...columns.map((column) => column.length));
      return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] ?? '').join('\t'));
    });
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([first], [second]) => (first < second ? -1 : 1)));
}

/** Names of all protocols tshark sees in a file. */
function readProtocols(path: string): Set<string> {
  const { stdout } = spawnSync('tshark', ['-r', path, '-T', 'fields', '-e', 'frame.protocols'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return new Set(stdout.split(/[:\n]/));
}

describe.skipIf(!isReady)('the measuring captures, read as tshark reads them', () => {
  const files = isReady ? globSync('**/*.{pcap,pcapng}', { cwd: captures }).sort() : [];
  const records = new Map(files.map((file) => [file, readRecords(join(captures, file))]));
  const protocols = new Map(files.map((file) => [file, readProtocols(join(captures, file))]));

  it.each(COMPARISONS)('$name', (comparison) => {
    const ours: Record<string, Record<string, number>> = {};
    const theirs: Record<string, Record<string, number>> = {};
    for (const file of files) {
      if (protocols.get(file)?.has(comparison.protocol) !== true) continue;
      const lines = readTshark(join(captures, file), comparison);
      const found = count((records.get(file) ?? []).flatMap((record) => comparison.ours(record)?.split('\n') ?? []));
      const wanted = count(lines.map((line) => comparison.theirs?.(line) ?? line));
      theirs[file] = wanted;
      if (comparison.must === 'equal') {
        ours[file] = found;
      } else {
        ours[file] = Object.fromEntries(
          Object.entries(wanted).map(([value, times]) => [value, value in found ? times : 0]),
        );
      }
    }
    expect(Object.keys(theirs).length).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });
});
