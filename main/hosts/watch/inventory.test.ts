import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostReport } from '../host-report.ts';
import type { HostLink } from './host-link.ts';
import { Inventory } from './inventory.ts';
import { describeScripted, uuidOf } from './scripted-host.test-support.ts';

const mac = '52:54:00:00:00:01';

interface Scene {
  names: Map<string, string>;
  leases: { mac: string; address: string; hostname: string }[];
  told: HostReport[];
  /** Most questions about VMs that were under way at once. */
  most: number;
  inventory: Inventory;
}

/** A link whose answers take a while, each as long as `wait` says. */
function createScene(count: number, wait: () => number = () => 1): Scene {
  let under = 0;
  const scene = { names: new Map<string, string>(), leases: [], told: [], most: 0 } as unknown as Scene;
  for (let index = 0; index < count; index += 1) scene.names.set(uuidOf(index), `vm${index}`);
  const unused = (): never => {
    throw new Error('not asked here');
  };
  const link: HostLink = {
    daemon: '',
    ended: new Promise(() => {}),
    list: () => Promise.resolve([...scene.names.keys()]),
    networks: () => Promise.resolve({ networks: [], leases: scene.leases }),
    describe: async (uuid) => {
      under += 1;
      scene.most = Math.max(scene.most, under);
      const name = scene.names.get(uuid);
      await pause(wait());
      under -= 1;
      if (name === undefined) return null;
      const interfaces = [{ mac, target: '', network: '', bridge: '', model: '', filter: '' }];
      return { ...describeScripted({ uuid, name, state: 'running', stuck: false }), interfaces };
    },
    quick: unused,
    deep: unused,
    close: unused,
  };
  scene.inventory = new Inventory('h1', link, (report) => scene.told.push(report));
  return scene;
}

describe('Inventory', () => {
  it('asks about a few VMs at once, however many things happen', async () => {
    const scene = createScene(60);
    const first = await scene.inventory.readAll();
    expect(first).toMatchObject({ type: 'inventory', vms: { length: 60 } });
    for (const uuid of scene.names.keys()) scene.names.set(uuid, `${uuid} renamed`);
    await Promise.all([...scene.names.keys()].map((uuid) => scene.inventory.refresh(uuid)));
    expect(scene.told).toHaveLength(60);
    expect(scene.most).toBeLessThanOrEqual(3);
  });

  it('tells only what changed', async () => {
    const scene = createScene(2);
    await scene.inventory.readAll();
    await scene.inventory.refresh(uuidOf(0));
    expect(scene.told).toEqual([]);
    scene.leases = [{ mac, address: '10.0.0.5', hostname: 'x' }];
    await scene.inventory.readLeases();
    expect(scene.told).toMatchObject([{ vm: { addresses: [{ address: '10.0.0.5' }] } }, { vm: { uuid: uuidOf(1) } }]);
  });

  it('finds out what no event told', async () => {
    const scene = createScene(3);
    await scene.inventory.readAll();
    scene.names.delete(uuidOf(1));
    scene.names.set(uuidOf(7), 'new');
    await scene.inventory.compare();
    expect(scene.told).toMatchObject([
      { type: 'vm-gone', uuid: uuidOf(1), reason: 'no longer on the host' },
      { type: 'vm', vm: { uuid: uuidOf(7), name: 'new' } },
    ]);
  });

  it('ends with what is so, in whatever order things happen and are answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.option(fc.string()), fc.nat(3))), async (script) => {
        let step = 0;
        const scene = createScene(2, () => (step += 1) % 4);
        await scene.inventory.readAll();
        const work: Promise<void>[] = [];
        for (const [index, name, wait] of script) {
          if (name === null) scene.names.delete(uuidOf(index));
          else scene.names.set(uuidOf(index), name);
          work.push(scene.inventory.refresh(uuidOf(index)));
          if (wait > 1) await pause(wait);
        }
        await Promise.all(work);
        const known = [0, 1, 2, 3].map((index) => scene.inventory.get(uuidOf(index))?.name);
        expect(known).toEqual([0, 1, 2, 3].map((index) => scene.names.get(uuidOf(index))));
      }),
      { numRuns: 40 },
    );
  });
});
