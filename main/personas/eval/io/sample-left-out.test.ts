import { expect, it } from 'vitest';
import { Judge } from '../../../detection/judge.ts';
import { shippedSettings } from '../../../detection/synthetic.test-support.ts';
import { clusterFleet } from '../../clusters/cluster-fleet.ts';
import { placeVms } from '../../clusters/place-vms.ts';
import { toFleetPoint } from '../../clusters/to-fleet-point.ts';
import { readSampleSession } from './read-sample-session.ts';

it(
  'in the sample session, VMs of a role that the catalogue lacks are of unknown persona',
  { timeout: 60_000 },
  async () => {
    const settings = shippedSettings();
    const told = await readSampleSession(settings);
    const unknownWithout = (left: string): string[] => {
      const labels = settings.catalogue.labels.filter(({ label }) => label !== left);
      const judge = new Judge({ ...settings, catalogue: { ...settings.catalogue, labels } });
      for (const observation of told) judge.observe(observation);
      const { subjects } = judge.assess();
      const points = subjects.flatMap((subject) => toFleetPoint(subject.id, subject) ?? []);
      // The fifth is shut off.
      expect(points).toHaveLength(4);
      const clusters = clusterFleet(points);
      const places = placeVms(
        points,
        clusters,
        clusters.map((_, index) => index + 1),
      );
      return subjects
        .filter(({ id }) => places.get(id)?.unknown === true)
        .map(({ name }) => name)
        .sort();
    };
    expect(unknownWithout('')).toEqual([]);
    expect(unknownWithout('Database')).toEqual(['cache', 'db']);
    expect(unknownWithout('Web Server')).toEqual(['web']);
  },
);
