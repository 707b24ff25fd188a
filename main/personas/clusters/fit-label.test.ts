import { expect, it } from 'vitest';
import { randomFrom, shippedSettings } from '../../detection/synthetic.test-support.ts';
import { clusterFleet } from './cluster-fleet.ts';
import { fitLabel, fitOf } from './fit-label.ts';
import { placeVms } from './place-vms.ts';
import { makeFleet, profileOfRole, roleOfId, ROLES } from './synthetic-fleet.test-support.ts';

const { catalogue } = shippedSettings();
const strange = ['Printer', 'Telephone'];
const known = Object.keys(ROLES).filter((role) => !strange.includes(role));

it('fit is what there is of the main features, less what speaks against, as a share of what there could be', () => {
  const label = {
    label: 'X',
    family: 'custom' as const,
    hostile: false,
    role: '',
    prior: 0,
    features: { servesWeb: 1, serves: 0.5, manyClients: 0.3, usesWeb: -0.5 },
  };
  expect(fitOf({ servesWeb: 1, serves: 1 }, label)).toBe(1);
  expect(fitOf({ servesWeb: 0.5, serves: 1 }, label)).toBeCloseTo(2 / 3, 12);
  expect(fitOf({ servesWeb: 0.5, serves: 1, usesWeb: 1 }, label)).toBeCloseTo(1 / 3, 12);
  expect(fitOf({ usesWeb: 1, manyClients: 1 }, label)).toBe(0);
  expect(fitOf({}, { ...label, features: { activity: -1 } })).toBe(0);
});

const flows = { asked: 0, served: 100, uses: [], offers: [{ kind: 'database', flows: 100 }] };
const database = { serves: 1, servesDatabase: 1 };

it.each([
  ['harm stands back behind what a machine is for', { ...database, alertMining: 1 }, 'Database'],
  ['harm alone', { alertMining: 0.9 }, 'Miner'],
  ['a weak alert', { alertMining: 0.4 }, ''],
  ['nothing', {}, ''],
])('%s', (_, features, label) => {
  expect(fitLabel(features, catalogue, flows)).toBe(label);
});

it('asking for names dilutes no label', () => {
  const asks = { asked: 400, served: 100, uses: [{ kind: 'naming', flows: 400 }], offers: flows.offers };
  expect(fitLabel({ serves: 0.2, servesDatabase: 0.2 }, catalogue, asks)).toBe('Database');
});

it.each(known)('%s fits its label; left out of the catalogue, none fits', (role) => {
  const random = randomFrom(11);
  const labels = catalogue.labels.filter(({ label }) => label !== role);
  for (let round = 0; round < 20; round++) {
    const profile = profileOfRole(role, random);
    const { features } = profile.evidence();
    expect(fitLabel(features, catalogue, profile.summary())).toBe(role);
    expect(fitLabel(features, { ...catalogue, labels }, profile.summary())).toBe('');
  }
});

it.each([...known, 'none'])('with %s left out, exactly its VMs and the strange ones are of unknown persona', (left) => {
  const labels = catalogue.labels.filter(({ label }) => label !== left);
  const points = makeFleet(Object.keys(ROLES), 8, { ...catalogue, labels }, 3);
  const clusters = clusterFleet(points);
  const places = placeVms(
    points,
    clusters,
    clusters.map((_, index) => index + 1),
  );
  const unknown = new Set([...places].filter(([, place]) => place.unknown).map(([id]) => id));
  for (const { id } of points) expect([id, unknown.has(id)]).toEqual([id, [...strange, left].includes(roleOfId(id))]);
});

it('a VM that fits no label by itself is known by what it is like; one that is alone is not', () => {
  const points = makeFleet(['Database'], 4, catalogue).map((point, index) =>
    index === 0 ? { ...point, label: '' } : point,
  );
  const place = (of: typeof points) => placeVms(of, clusterFleet(of), [7]).get('Database 0');
  expect(place(points)).toEqual({ id: 7, members: 4, label: 'Database', unknown: false });
  expect(place(points.slice(0, 1))).toEqual({ id: 0, members: 1, label: '', unknown: true });
});
