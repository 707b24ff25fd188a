// Look-ups of threat intelligence beside the naive way: half a million addresses, a million names.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Indicator } from '../../main/intel/indicator.ts';
import { IndicatorIndex } from '../../main/intel/indicator-index.ts';
import { type IndicatorPack, PackBuilder } from '../../main/intel/indicator-pack.ts';
import { parseIpv4 } from '../../shared/parse-ipv4.ts';

const ADDRESSES = 500_000;
const NAMES = 1_000_000;
const ASKED = 2_000_000;

/** A small generator of its own (mulberry32), so that every run asks the same. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
const random = createRandom(7);
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = (least: number, most: number): string => {
  let text = '';
  for (let left = least + (random() % (most - least + 1)); left > 0; left--) text += letters[random() % 36];
  return text;
};
const suffixes = ['com', 'net', 'org', 'ru', 'co.uk', 'info', 'xyz', 'top'];
const makeName = (): string => `${word(6, 14)}.${suffixes[random() % suffixes.length]}`;
const toText = (number: number): string =>
  `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;

function pack(kind: Indicator['kind'], values: readonly string[]): IndicatorPack {
  const builder = new PackBuilder();
  for (const value of values) builder.add({ kind, value, port: 0, confidence: 0.8, label: 'family', day: 20_000 });
  return builder.finish();
}

/** CPU seconds of this thread that something takes. */
function cpu(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

const perSecond = (count: number, seconds: number): string => `${(count / seconds / 1e6).toFixed(1)} M/s`;
const row = (what: string, ours: string, naive: string, ratio: string): void =>
  console.log(`${what.padEnd(34)}${ours.padStart(12)}${naive.padStart(12)}${ratio.padStart(9)}`);
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
setFlagsFromString('--expose-gc');
/** Collects what nobody holds any more: else what is counted is what happens to lie about. */
const collect = runInNewContext('gc') as () => void;
const memory = async (): Promise<number> => {
  // What was let go of is given back a little later.
  for (let turn = 0; turn < 4; turn++) {
    collect();
    await breathe();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Prints look-ups a second, bytes an indicator and how long a swap takes, beside Sets of strings. */
export async function benchIntel(): Promise<void> {
  const numbers = Uint32Array.from({ length: ADDRESSES }, () => random());
  const addresses = [...numbers].map(toText);
  const names = Array.from({ length: NAMES }, makeName);
  const addressPack = pack('ip', addresses);
  const namePack = pack('domain', names);
  const seed = [random() | 0, random() | 0] as const;

  const before = await memory();
  const domains = await IndicatorIndex.build([namePack], seed, breathe);
  const bytes = ((await memory()) - before) / NAMES;
  const index = await IndicatorIndex.build([addressPack, namePack], seed, breathe);
  const naiveBefore = await memory();
  const naiveNames = new Set(names.map((name) => `${name} `.trim()));
  const naiveBytes = ((await memory()) - naiveBefore) / NAMES;
  const naiveAddresses = new Set(addresses);

  // One in ten is listed, as on a bad day; names are asked with a host before them.
  const askedNumbers = Uint32Array.from({ length: ASKED }, (_, place) =>
    place % 10 === 0 ? (numbers[random() % ADDRESSES] ?? 0) : random(),
  );
  const askedAddresses = Array.from(askedNumbers.subarray(0, ASKED / 4), toText);
  const askedNames = Array.from({ length: ASKED / 4 }, (_, place) =>
    place % 10 === 0 ? `${word(2, 5)}.${names[random() % NAMES]}` : `www.${makeName()}`,
  );
  let hits = 0;
  const askNumbers = (): void => {
    for (const number of askedNumbers) if (index.hasIpv4(number)) hits++;
  };
  const askTexts = (): void => {
    for (const text of askedAddresses) if (index.hasIpv4(parseIpv4(text))) hits++;
  };
  const askNames = (): void => {
    for (const name of askedNames) if (index.hasDomain(name)) hits++;
  };
  const naiveTexts = (): void => {
    for (const text of askedAddresses) if (naiveAddresses.has(text)) hits++;
  };
  const naiveAsk = (): void => {
    for (const name of askedNames) {
      for (let at = 0; ;) {
        if (naiveNames.has(name.slice(at))) {
          hits++;
          break;
        }
        const dot = name.indexOf('.', at);
        if (dot < 0) break;
        at = dot + 1;
      }
    }
  };
  const best = (run: () => void): number => Math.min(...[0, 1, 2].map(() => cpu(run)));
  row('', 'Mien', 'Set', 'ratio');
  const number = best(askNumbers);
  const text = best(askTexts);
  const naiveText = best(naiveTexts);
  row(`addresses (numbers), of ${ADDRESSES / 1000} k`, perSecond(ASKED, number), '–', '–');
  row('addresses (text)', perSecond(ASKED / 4, text), perSecond(ASKED / 4, naiveText), (naiveText / text).toFixed(1));
  const name = best(askNames);
  const naiveName = best(naiveAsk);
  row(
    'names and their parents, of 1 M',
    perSecond(ASKED / 4, name),
    perSecond(ASKED / 4, naiveName),
    (naiveName / name).toFixed(1),
  );
  row('bytes an indicator at 1 M', bytes.toFixed(0), naiveBytes.toFixed(0), (naiveBytes / bytes).toFixed(1));

  // A new feed of a million comes while look-ups go on.
  const state = { building: true };
  let longest = 0;
  let between = 0;
  const begun = performance.now();
  const built = IndicatorIndex.build([addressPack, namePack], seed, breathe).then((fresh) => {
    state.building = false;
    return fresh;
  });
  while (state.building) {
    const turn = performance.now();
    await breathe();
    longest = Math.max(longest, performance.now() - turn);
    for (let place = 0; place < 1000; place++)
      if (index.hasDomain(askedNames[between++ % askedNames.length] ?? '')) hits++;
  }
  await built;
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `a feed of 1 M swapped in: ${seconds.toFixed(2)} s (target 2), ${between} look-ups meanwhile, the longest wait ${longest.toFixed(0)} ms; ${domains.length} names, ${hits} hits`,
  );
}
