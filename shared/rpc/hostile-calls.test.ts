import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../contract/contract.ts';
import type { Channel } from './channel.ts';
import { createMemoryChannels } from './memory-channel.ts';
import type { Contract } from './procedure.ts';
import { Refusal } from './refusal.ts';
import { createServer } from './server.ts';

/** Calls a procedure; MIEN_FUZZ_CALLS asks for longer runs. */
const CALLS = Number(process.env['MIEN_FUZZ_CALLS'] ?? 300);
const everything: Contract = contract;

let engineEnd: Channel;
let consoleEnd: Channel;
/** What reached a handler, in order. */
const reached: { name: string; input: unknown }[] = [];
const bugs: unknown[] = [];
let answers: ((answer: { kind: string; code?: string; id: number | null }) => void) | null = null;
let nextId = 0;

const exchange = (message: string): Promise<{ kind: string; code?: string; id: number | null }> =>
  new Promise((resolve) => {
    answers = resolve;
    consoleEnd.send(message);
  });

beforeAll(() => {
  [consoleEnd, engineEnd] = createMemoryChannels();
  consoleEnd.onMessage((message) => answers?.(JSON.parse(message as string)));
  const handlers = Object.fromEntries(
    Object.keys(everything).map((name) => [
      name,
      (input: unknown) => {
        reached.push({ name, input });
        throw new Refusal('not-found', 'reached');
      },
    ]),
  );
  createServer(contract, handlers as never, engineEnd, { audit: () => undefined, log: (bug) => bugs.push(bug) });
});
afterAll(() => consoleEnd.close());

/** Values that sit near what a schema asks for: its own keys, most of them with something else inside. */
function createInputs(schema: z.ZodType): fc.Arbitrary<unknown> {
  const hostile = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(
      '',
      '../../etc/passwd',
      '<img src=x onerror=alert(1)>',
      "'; drop table flow; --",
      '\0',
      -1,
      1e308,
      2 ** 53,
    ),
    fc.string({ minLength: 4000, maxLength: 5000 }),
  );
  if (!(schema instanceof z.ZodObject)) return hostile;
  const keys = Object.keys(schema.shape);
  const near = fc.record(
    Object.fromEntries(keys.map((key) => [key, fc.oneof(hostile, fc.string({ maxLength: 20 }), fc.nat(2000))])),
    { requiredKeys: [] },
  );
  const more = fc.record({ constructor: hostile, toString: hostile, admin: hostile }, { requiredKeys: [] });
  return fc.oneof(
    hostile,
    near,
    fc.tuple(near, more).map(([left, right]) => ({ ...left, ...right })),
  );
}

describe.each(Object.entries(everything))('%s', (name, procedure) => {
  it('lets only what its schema accepts reach its handler', async () => {
    const kind = procedure.kind === 'stream' ? 'follow' : 'call';
    await fc.assert(
      fc.asyncProperty(createInputs(procedure.input), async (input) => {
        const before = reached.length;
        const text = JSON.stringify({ kind, id: (nextId += 1), name, input });
        const answer = await exchange(text);
        const valid = procedure.input.safeParse((JSON.parse(text) as { input: unknown }).input);
        expect(answer).toMatchObject({ kind: 'refusal', id: nextId, code: valid.success ? 'not-found' : 'invalid' });
        expect(reached.length - before).toBe(valid.success ? 1 : 0);
        if (!valid.success) return;
        expect(reached.at(-1)).toEqual({ name, input: valid.data });
        const extra = Object.keys(valid.data as object).filter(
          (key) => !(key in (procedure.input as z.ZodObject).shape),
        );
        expect(extra).toEqual([]);
      }),
      { numRuns: CALLS },
    );
    expect(bugs).toEqual([]);
  });
});

it('answers every message, whatever it is, with one refusal and without a bug', async () => {
  const names = fc.constantFrom(...Object.keys(everything), '__proto__', 'constructor', 'toString', '');
  const envelope = fc.record(
    {
      kind: fc.oneof(fc.constantFrom('call', 'follow'), fc.jsonValue({ maxDepth: 1 })),
      id: fc.oneof(fc.nat(), fc.jsonValue({ maxDepth: 1 })),
      name: fc.oneof(names, fc.jsonValue({ maxDepth: 1 })),
      input: fc.jsonValue({ maxDepth: 2 }),
      extra: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: ['kind', 'id', 'name', 'input'] },
  );
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    envelope.map((value) => JSON.stringify(value)),
    envelope.chain((value) => fc.nat(JSON.stringify(value).length).map((end) => JSON.stringify(value).slice(0, end))),
  );
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      expect(await exchange(text)).toMatchObject({ kind: 'refusal' });
    }),
    { numRuns: CALLS * 10 },
  );
  expect(bugs).toEqual([]);
});
