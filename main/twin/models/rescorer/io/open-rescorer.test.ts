import { expect, test } from 'vitest';
import { fitRescorer, surpriseOf } from '../rescorer-network.ts';
import { writeOnnx } from '../write-onnx.ts';
import { ONNX_RUNTIME, openRescorer } from './open-rescorer.ts';

const runs = [Array.from({ length: 300 }, (_, at) => [5, 9, 7, 300][at % 4] ?? 0), [1, 2, 3]];
const network = fitRescorer(runs, { hidden: 8, epochs: 2, stretch: 20, batch: 2, rate: 0.01, seed: 1 });
const bytes = writeOnnx(network);

// Path of the runtime's module where it is not among the project's own packages.
const runtime = process.env['MIEN_ONNX_RUNTIME'] ?? ONNX_RUNTIME;
const opened = await openRescorer(bytes, runtime);
if (!opened.ok) console.warn(`The exported network is not run: ${opened.why}`);

test.skipIf(!opened.ok)('the runtime gives the surprise that we work out ourselves', async () => {
  if (!opened.ok) return;
  for (const run of [[5], [5, 9, 7, 300, 9, 4000, 2], runs[0] ?? []]) {
    const told = await opened.surprise(run);
    const own = surpriseOf(network, run);
    expect(told).toHaveLength(run.length);
    own.forEach((bits, at) => expect(told[at]).toBeCloseTo(bits, 4));
  }
  expect(await opened.surprise([])).toHaveLength(0);
  expect((await opened.surprise([-3, 70_000]))[1]).toBeCloseTo(surpriseOf(network, [0, 0])[1] ?? Number.NaN, 4);
  await opened.close();
});

test('without the runtime, or with what is no model, a sentence says why', async () => {
  const absent = await openRescorer(bytes, 'no-such-runtime');
  expect(absent).toMatchObject({ ok: false });
  expect(absent.ok ? '' : absent.why).toContain(ONNX_RUNTIME);
  const broken = await openRescorer(new Uint8Array(20), runtime);
  expect(broken.ok ? '' : broken.why).toContain('not re-scored');
});
