import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActSource, generateActs } from './generate-acts.ts';
import { NgramModel } from './models/ngram-model.ts';
import { seededRandom } from './models/seeded-random.ts';
import { Vocabulary } from './vocabulary.ts';

const words = [
  'connect:near:5432',
  'open:r:etc',
  'accept:near:8080',
  'connect:outside:443:new',
  'open:w:var-log',
  'write:tmp:3:many',
  'exec:git<make',
  'connect:internal:53!',
  'to:near:udp:53:sm',
  'killed:9',
];
const own = ['10.0.0.5'];
const peers = ['10.0.0.9', '10.0.0.7', '93.184.0.0/16'];

function learn(runs: readonly number[][], known = peers): ActSource {
  const vocabulary = new Vocabulary(64);
  const model = new NgramModel({ alphabet: 64 });
  for (const run of runs) model.learn(run.map((index) => vocabulary.learn(words[index] ?? '')));
  return { service: 'app', model, wordOf: (token) => vocabulary.wordOf(token), peers: known, own };
}

describe('generateActs', () => {
  it('names only peers and path classes that were learned', () => {
    const runs = fc.array(fc.array(fc.nat(words.length - 1), { maxLength: 30 }), { maxLength: 6 });
    fc.assert(
      fc.property(runs, fc.nat(), (learned, seed) => {
        const seen = new Set(learned.flat().map((index) => words[index] ?? ''));
        for (const act of generateActs(learn(learned), 40, seededRandom(seed))) {
          if (act.kind === 'connection' && act.way === 'out') expect(peers).toContain(act.peer);
          const text = act.kind === 'connection' ? act.where : act.kind === 'file' ? act.pathClass : act.program;
          expect([...seen].some((word) => word.includes(text))).toBe(true);
        }
      }),
    );
  });

  it('tells what was done in the order in which it is done', () => {
    const source = learn(Array.from({ length: 200 }, () => [0, 1, 4, 6]));
    const acts = generateActs(source, 4, seededRandom(2));
    expect(generateActs(source, 4, seededRandom(2))).toEqual(acts);
    const rest = generateActs(source, 60, seededRandom(2)).map((act) =>
      act.kind === 'file' ? `${act.how} ${act.pathClass}` : act.kind === 'program' ? act.program : act.port,
    );
    expect(rest.join()).toContain('5432,reads etc,writes var-log,git');
  });

  it('leaves out connections where no peer of the class is known, and gives up where nothing can be told', () => {
    expect(generateActs(learn([[0, 0, 3, 0, 3]], []), 5, seededRandom(1))).toEqual([]);
    expect(generateActs(learn([[9, 9, 9]]), 5, seededRandom(1))).toEqual([]);
    const refused = generateActs(learn([[7, 7, 7, 7]], ['192.168.7.1']), 1, seededRandom(1));
    expect(refused).toEqual([
      {
        kind: 'connection',
        service: 'app',
        way: 'out',
        where: 'internal',
        peer: '192.168.7.1',
        port: '53',
        refused: true,
      },
    ]);
  });
});
