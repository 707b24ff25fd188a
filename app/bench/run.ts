// npm run bench [-- --file CAPTURE] [--packets N] [--rounds N]: reading a capture beside the field's own readers.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findProgram } from '../../main/doctor/io/find-program.ts';
import { applicationRoot } from '../application-root.ts';
import { generateCapture } from '../../main/captures/io/testing/generate-capture.ts';
import { measure, type Measurement } from './measure.ts';

/** How many times short of a target a figure may be before the bench fails; machines differ. */
const tolerance = 5;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    packets: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mien-bench-'));
const bundle = join(applicationRoot(), 'dist', 'bench-index.js');

/** What our own reading says of itself. */
interface Facts {
  packets: number;
  flows: number;
  indexBytes: number;
  firstRowsMs: number;
  /** CPU seconds of building the indexes. */
  indexing: number;
}

interface Contender {
  name: string;
  /** How many times our CPU time it should take at least. */
  target: number | null;
  command: (file: string) => string[];
}

const names = ['dns.qry.name', 'tls.handshake.extensions_server_name', 'http.host', 'http.request.uri'];
const contenders: Contender[] = [
  { name: 'nfpcapd', target: 1, command: (file) => ['nfpcapd', '-r', file, '-w', folder] },
  { name: 'ndpiReader', target: 3, command: (file) => ['ndpiReader', '-q', '-i', file] },
  {
    name: 'tshark',
    target: 20,
    command: (file) => ['tshark', '-n', '-r', file, '-T', 'fields', ...names.flatMap((name) => ['-e', name])],
  },
];

const median = (numbers: number[]): number =>
  numbers.sort((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;

try {
  if (!existsSync(bundle)) throw new Error('Build first: npm run build');
  const file = values.file ?? join(folder, 'reference.pcap');
  if (values.file === undefined) {
    console.log(`writing ${values.packets} packets …`);
    generateCapture(file, Number(values.packets), 7);
  }
  const rounds = Number(values.rounds);
  const ours: Measurement[] = [];
  const theirs = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure([process.execPath, bundle, file, join(folder, `index-${round}.db`)]));
    for (const { name, command } of contenders) {
      // The slow ones once: their spread is small against their size.
      if (!findProgram(name) || (round > 0 && name !== 'nfpcapd')) continue;
      const { cpu } = await measure(command(file));
      theirs.set(name, [...(theirs.get(name) ?? []), cpu]);
    }
  }
  const all = ours.map((one) => JSON.parse(one.output) as Facts);
  const [facts] = all;
  if (!facts) throw new Error('--rounds must be at least 1');
  const indexing = median(all.map((one) => one.indexing));
  const own = median(ours.map((one, round) => one.cpu - (all[round]?.indexing ?? 0)));
  const peak = Math.max(...ours.map((one) => one.peakBytes));
  console.log(
    `${facts.packets} packets, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB, ${facts.flows} flows stored, index ${(facts.indexBytes / 2 ** 20).toFixed(0)} MiB`,
  );
  console.log(
    `mien        ${own.toFixed(2)} CPU s  ${(facts.packets / own / 1e6).toFixed(2)} M packets/s  peak ${(peak / 2 ** 20).toFixed(0)} MiB (target ≤ 200)  first rows ${facts.firstRowsMs} ms (target ≤ 1000)`,
  );
  console.log(
    `            and ${indexing.toFixed(2)} CPU s for the indexes of the console’s lists, which the others do not keep`,
  );
  let failed = peak > 200 * tolerance * 2 ** 20 || facts.firstRowsMs > 1000 * tolerance;
  for (const { name, target } of contenders) {
    const times = theirs.get(name);
    if (!times) {
      console.log(`${name.padEnd(11)} not installed, not compared`);
      continue;
    }
    const ratio = median(times) / own;
    console.log(`${name.padEnd(11)} ${median(times).toFixed(2)} CPU s  ${ratio.toFixed(2)} × ours (target ${target})`);
    if (target !== null && ratio < target / tolerance) failed = true;
  }
  if (failed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
