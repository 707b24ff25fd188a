import { expect, it } from 'vitest';
import { tellCluster } from './tell-cluster.ts';

it.each([
  [undefined, 'too little seen'],
  [{ id: 0, members: 1, label: '', unknown: true }, 'unknown persona'],
  [{ id: 0, members: 1, label: 'Database', unknown: false }, 'like no other'],
  [{ id: 2, members: 4, label: 'Web Server', unknown: false }, 'Web Server, cluster 2'],
  [{ id: 3, members: 2, label: '', unknown: true }, 'unknown persona, cluster 3'],
  // One of its members fits a label by itself: it stays with the others.
  [{ id: 3, members: 2, label: '', unknown: false }, 'unknown persona, cluster 3'],
])('%j: %s', (cluster, words) => {
  expect(tellCluster(cluster)).toBe(words);
});
