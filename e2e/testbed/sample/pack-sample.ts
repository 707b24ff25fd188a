import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveSessionFile, type PartSource } from '../../../main/captures/mien/io/save-session-file.ts';
import type { MienOutline } from '../../../main/captures/mien/manifest.ts';

/**
 * Packs what record-sample.sh gathered in a folder into one session file.
 * Run as `node pack-sample.ts FOLDER OUT.mien`.
 */
const [folder = '', out = ''] = process.argv.slice(2);
if (folder === '' || out === '') throw new Error('usage: pack-sample.ts FOLDER OUT.mien');

const textOf = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const rowsOf = async (name: string): Promise<string[][]> =>
  (await textOf(name))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
const toMicros = (seconds: string): number => Math.round(Number(seconds) * 1e6);

/** A domain's definition without where things lie on the recording machine's disk. */
function trimDefinition(xml: string): string {
  return xml
    .split('\n')
    .filter((line) => !/<(?:kernel|initrd|log)\b/.test(line) && !/<source (?:file|mode)=/.test(line))
    .join('\n');
}

/** Lines of `domstats` between times (`@seconds`), as a line of JSON a time and guest. */
function toStatsLines(text: string, nameOf: ReadonlyMap<string, string>): string {
  const lines: string[] = [];
  let time = 0;
  let values: Record<string, number> | null = null;
  let vm = '';
  const finish = (): void => {
    if (values !== null) lines.push(JSON.stringify({ time, vm, ...values }));
    values = null;
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('@')) {
      finish();
      time = toMicros(line.slice(1));
    } else if (line.startsWith('Domain:')) {
      finish();
      const domain = /'(.+)'/.exec(line)?.[1] ?? '';
      vm = nameOf.get(domain) ?? domain;
      values = {};
    } else {
      const [, key, value] = /^\s+([\w.-]+)=(\d+)$/.exec(line) ?? [];
      if (key !== undefined && values !== null) values[key] = Number(value);
    }
  }
  finish();
  return lines.map((line) => `${line}\n`).join('');
}

/** Packets of a little-endian pcapng that were kept in part. */
function countCut(capture: Buffer): number {
  let cut = 0;
  for (let at = 0; at + 28 <= capture.length; at += Math.max(12, capture.readUInt32LE(at + 4))) {
    if (capture.readUInt32LE(at) === 6 && capture.readUInt32LE(at + 20) < capture.readUInt32LE(at + 24)) cut += 1;
  }
  return cut;
}

const definitions = new Map<string, string>();
for (const file of await readdir(folder))
  if (file.endsWith('.xml')) definitions.set(file, trimDefinition(await textOf(file)));
const domainNames = new Map<string, string>();
for (const [file, xml] of definitions) {
  const domain = /<domain[\s\S]*?<name>([^<]+)<\/name>/.exec(xml)?.[1];
  if (domain !== undefined) domainNames.set(domain, file.replace(/\.xml$/, ''));
}

const subjects: MienOutline['subjects'] = (await rowsOf('guests.tsv')).map(
  ([address = '', name = '', uuid = '', mac = '', role = '']) => ({
    id: address,
    name,
    uuid,
    addresses: [address],
    macs: [mac],
    role,
  }),
);
const clocks: MienOutline['clocks'] = (await rowsOf('clocks.tsv')).map(
  ([subject = '', before = '', after = '', own = '']) => ({
    subject,
    recorder: Math.round((toMicros(before) + toMicros(after)) / 2),
    own: toMicros(own),
  }),
);
const begin = (await rowsOf('timeline.tsv'))[0]?.[0] ?? '0';

const logs = (await readdir(folder)).filter((file) => file.endsWith('.audit.log')).sort();
const parts: PartSource[] = [
  { name: 'net/bridge.pcapng', source: 'bridge.pcapng', from: { path: join(folder, 'bridge.pcapng') } },
  ...logs.map((file) => ({
    name: `events/${file}`,
    source: 'audit.log',
    from: { path: join(folder, file) },
    compress: true,
  })),
  ...[...definitions].map(([file, xml]) => ({ name: `state/${file}`, from: { text: xml }, compress: true })),
  {
    name: 'stats/domstats.ndjson',
    source: 'virsh domstats',
    from: { text: toStatsLines(await textOf('stats.txt'), domainNames) },
    compress: true,
  },
];

const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const outcome = await saveSessionFile({
  path: out,
  outline: {
    tool: { name: 'Mien', version },
    created: new Date(Number(begin) * 1000).toISOString(),
    name: 'Sample session',
    subjects,
    localNetworks: [],
    clocks,
    redactions: [
      {
        what: 'packets',
        reason: 'Long packets were cut while recording, so that the file stays small.',
        count: countCut(await readFile(join(folder, 'bridge.pcapng'))),
      },
      {
        what: 'state',
        reason: 'Where files lie on the recording machine was left out of the definitions.',
        count: definitions.size,
      },
    ],
  },
  parts,
  notes: [],
});
if (!outcome.ok) throw new Error(outcome.sentence);
process.stdout.write(`${out}: ${outcome.bytes} bytes, ${outcome.manifest.parts.length} parts\n`);
