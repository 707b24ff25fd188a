import { expect, it } from 'vitest';
import { shippedSettings } from '../../detection/synthetic.test-support.ts';
import { ClusterBook } from './cluster-book.ts';
import { makeFleet } from './synthetic-fleet.test-support.ts';

const { catalogue } = shippedSettings();

it('keeps the numbers of clusters while VMs come and go', () => {
  const book = new ClusterBook(() => 0);
  const web = makeFleet(['Web Server'], 3, catalogue, 1);
  const mail = makeFleet(['Mail Relay'], 5, catalogue, 2);
  const files = makeFleet(['File Server'], 9, catalogue, 3);
  const first = book.places(() => [...web, ...mail], true);
  expect([first.get('Mail Relay 0')?.id, first.get('Web Server 0')?.id]).toEqual([1, 2]);
  // The largest cluster would be told first, but the others have their numbers.
  const second = book.places(() => [...files, ...web.slice(1), ...mail], true);
  expect(['Mail Relay 0', 'Web Server 1', 'File Server 0'].map((id) => second.get(id)?.id)).toEqual([1, 2, 3]);
  expect(second.has('Web Server 0')).toBe(false);
  // All of one are away for a while.
  book.places(() => mail, true);
  const last = book.places(() => [...mail, ...web], true);
  expect(last.get('Web Server 0')).toMatchObject({ id: 2, members: 3, label: 'Web Server', unknown: false });
});

it('rests between two clusterings as long as they are dear, but not at the end', () => {
  let now = 0;
  let asked = 0;
  const book = new ClusterBook(() => now);
  const points = () => {
    asked++;
    now += 300;
    return makeFleet(['Database'], 2, catalogue);
  };
  book.places(points, false);
  now = 14_000;
  expect(book.places(points, false).size).toBe(2);
  expect(asked).toBe(1);
  now = 15_001;
  book.places(points, false);
  expect(asked).toBe(2);
  book.places(points, true);
  expect(asked).toBe(3);
});
