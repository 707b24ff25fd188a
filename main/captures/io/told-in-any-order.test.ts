import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Judge } from '../../detection/judge.ts';
import { shippedSettings } from '../../detection/synthetic.test-support.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { SessionList } from '../session-list.ts';
import { detailCodec } from './detail-codec.ts';
import { openContainer } from './open-container.ts';
import { openSession } from './session-opener.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Numbers in 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** When a flow or record is told, microseconds. */
function timeOf(observation: Observation): number {
  if (observation.kind === 'flow') return observation.flow.end;
  return observation.kind === 'record' ? observation.record.time : 0;
}

test('what is told some seconds earlier or later, live or read again, is judged the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mien-order-'));
  const list = new SessionList();
  const settings = shippedSettings();
  try {
    const { files } = await openContainer(join(root, 'resources', 'sample.mien'));
    const parts = {
      list,
      indexFolder: folder,
      parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
      codec: detailCodec,
      createJudge: () => new Judge(settings),
      now: () => Date.now(),
    };
    const session = await openSession({ name: 'sample', files, sample: true, remarks: [] }, parts, () => {});
    await session.over;
    const told: Observation[] = [];
    session.replay({
      observe: (observation) => told.push(observation),
      assess: () => ({ subjects: [], localNetworks: [] }),
    });
    expect(told.length).toBeGreaterThan(1000);
    const judge = (delay: () => number): string => {
      // What hosts tell comes in their own order.
      const due = new Map(
        told.map((observation) => [observation, timeOf(observation) === 0 ? 0 : timeOf(observation) + delay()]),
      );
      const judged = new Judge(settings);
      for (const observation of told.toSorted((a, b) => (due.get(a) ?? 0) - (due.get(b) ?? 0)))
        judged.observe(observation);
      return JSON.stringify(judged.assess(), null, 1);
    };
    const inTime = judge(() => 0);
    for (const seed of [1, 2, 3]) {
      const random = createRandom(seed);
      expect(judge(() => random() * 5e6)).toBe(inTime);
    }
  } finally {
    list.closeAll();
    rmSync(folder, { recursive: true, force: true });
  }
});
