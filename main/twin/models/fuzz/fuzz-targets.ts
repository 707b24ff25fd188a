import type { FuzzTarget } from '../../../captures/import/fuzz-targets.ts';
import { NgramModel } from '../ngram-model.ts';
import { Repertoire } from '../repertoire.ts';

const alphabet = 300;
/** What a model may come to hold: a few bytes must not become much. */
const MOST_NODES = 20_000;

/** What reads written models: a recording or a damaged store may hold any bytes. */
export const modelFuzzTargets: readonly FuzzTarget[] = [
  {
    name: 'n-gram model',
    run: (input) =>
      allowRefusal(() => {
        const model = NgramModel.fromBytes(input, MOST_NODES);
        model.score([1, 2, 3, 4], new Float32Array(4));
        model.learn([5, 6]);
        model.toBytes();
      }),
    seeds: () => [write([]), write([[1, 2, 3, 1, 2, 4, 290]]), write([[7], [8, 8, 8, 8], [1, 200, 3]])],
  },
  {
    name: 'repertoire',
    run: (input) =>
      allowRefusal(() => {
        Repertoire.fromBytes(input, alphabet).distance([1, 2]);
      }),
    seeds: () => {
      const repertoire = new Repertoire(alphabet);
      repertoire.learn([1, 2, 290]);
      repertoire.learn([5]);
      return [repertoire.toBytes()];
    },
  },
];

function write(runs: readonly number[][]): Uint8Array {
  const model = new NgramModel({ alphabet, order: 4 });
  for (const run of runs) model.learn(run);
  return model.toBytes();
}

/** Refusing with a RangeError is what a reader should do; anything else is a defect. */
function allowRefusal(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
