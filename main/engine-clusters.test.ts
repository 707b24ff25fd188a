import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';

const root = join(import.meta.dirname, '..');
const { signal } = new AbortController();
let home = '';
let resources = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mien-clusters-'));
  resources = join(home, 'resources');
  cpSync(join(root, 'resources'), resources, { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Clusters of the sample's VMs by name, as the console is told. */
async function clustersOfSample(): Promise<Map<string, unknown>> {
  const engine = createEngine(engineOptions(home, { resources }));
  try {
    const { handlers } = engine;
    const { session } = await handlers['session.openSample']({}, signal);
    for (;;) {
      const { open } = await handlers['session.list']({}, signal);
      if (open.find(({ id }) => id === session)?.state === 'ready') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { rows } = await handlers['subject.list']({ session }, signal);
    return new Map(rows.map(({ name, cluster }) => [name, cluster]));
  } finally {
    await engine.close();
  }
}

it('rows tell what each VM is like, and whether no label of the catalogue fits', { timeout: 60_000 }, async () => {
  const clusters = await clustersOfSample();
  expect(clusters.size).toBe(5);
  // It was shut off.
  expect(clusters.get('uefi')).toBeUndefined();
  for (const name of ['web', 'db', 'cache', 'attacker']) expect(clusters.get(name)).toMatchObject({ unknown: false });

  const file = join(resources, 'personas.yaml');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !line.includes('label: Database')).join('\n'));
  const less = await clustersOfSample();
  for (const name of ['db', 'cache']) expect(less.get(name)).toMatchObject({ label: '', unknown: true });
  expect(less.get('web')).toMatchObject({ label: 'Web Server', unknown: false });
});
