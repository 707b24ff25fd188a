import { canonicalAddress } from './canonical-address.ts';
import { detectFormat } from './detect-format.ts';
import { fuzzSeeds } from './fuzz-seeds.ts';
import type { ImportFormat } from './import-format.ts';
import { createImporter } from './import-run.ts';
import { createJoinTable } from './join-table.ts';
import { LATEST_TIME } from './read-time.ts';

/** A parser to be fed damaged input: must neither throw nor take long, whatever the bytes. */
export interface FuzzTarget {
  name: string;
  run: (input: Uint8Array) => void;
  /** Sound inputs to mutate. */
  seeds: () => Uint8Array[];
}

/** Flows remembered by a fuzzed importer: few, so that forgetting is exercised too. */
const CAPACITY = 16;

/** Every importer, and the telling of formats. Besides not throwing, each must only tell what its types promise. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...(Object.keys(fuzzSeeds) as ImportFormat[]).map((format) => ({
    name: `import ${format}`,
    run: (input: Uint8Array) => runImporter(format, input),
    seeds: () => encodeSeeds(fuzzSeeds[format]),
  })),
  {
    name: 'detect format',
    run: (input) => {
      const detected = detectFormat(input, 'input');
      if ((detected.sentence === '') === (detected.format === 'unknown' || detected.format === 'empty')) {
        throw new Error(`no sentence for ${detected.format}`);
      }
    },
    seeds: () => Object.values(fuzzSeeds).flatMap(encodeSeeds),
  },
];

function encodeSeeds(texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => new TextEncoder().encode(text));
}

function runImporter(format: ImportFormat, input: Uint8Array): void {
  let lastId = 0;
  const nextFlowId = (): number => (lastId += 1);
  const joins = createJoinTable(nextFlowId, checkObservation, CAPACITY);
  const importer = createImporter(format, { nextFlowId, fileName: 'input.log', sink: checkObservation, joins });
  // The cut depends on the input, so that chunk borders fall everywhere.
  const middle = input.length === 0 ? 0 : ((input[0] ?? 0) * 31 + input.length * 7) % input.length;
  importer.push(input.subarray(0, middle));
  importer.push(input.subarray(middle));
  const summary = importer.end();
  joins.finish();
  if (summary.taken < 0 || summary.skipped < 0 || summary.remarks.length > 65)
    throw new Error('a summary that makes no sense');
}

/** Throws for what the rest of the console must never meet: times out of range, addresses that are none, counts that are no counts. */
export function checkObservation(observation: Parameters<Parameters<typeof createJoinTable>[1]>[0]): void {
  switch (observation.kind) {
    case 'flow': {
      const { flow } = observation;
      checkTime(flow.start);
      checkTime(flow.end);
      if (flow.end < flow.start) throw new Error('a flow that ends before it starts');
      for (const address of [flow.src, flow.dst])
        if (canonicalAddress(address) !== address) throw new Error(`not an address: ${address}`);
      for (const side of [flow.out, flow.in]) {
        for (const value of Object.values(side))
          if (!Number.isFinite(value) || value < 0) throw new Error(`not a count: ${value}`);
      }
      for (const port of [flow.sport, flow.dport])
        if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`not a port: ${port}`);
      return;
    }
    case 'record':
      checkTime(observation.record.time);
      if (!Number.isInteger(observation.record.flow) || observation.record.flow < 1)
        throw new Error('a record without a flow');
      checkNumbers(observation.record);
      return;
    case 'event':
      checkTime(observation.event.time);
      if (observation.event.raw.length > 65_536) throw new Error('too much kept of a record');
      JSON.parse(observation.event.raw);
      checkNumbers(observation.event.process ?? {});
      checkNumbers(observation.event.connection ?? {});
      return;
    default:
  }
}

function checkTime(time: number): void {
  if (!(time >= 0 && time <= LATEST_TIME)) throw new Error(`not a time: ${time}`);
}

function checkNumbers(record: object): void {
  for (const value of Object.values(record)) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number that is none');
  }
}
