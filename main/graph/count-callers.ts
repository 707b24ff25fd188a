import type { EdgeSum } from '../store/flow-summaries.ts';

/** How many subjects talk with each address, whichever end they are. A peer that is a subject itself counts by its addresses. */
export function countCallers(
  edges: readonly Pick<EdgeSum, 'src' | 'dst'>[],
  subjects: readonly { id: string; addresses: readonly string[] }[],
): Map<string, number> {
  const owners = new Map(subjects.flatMap(({ id, addresses }) => addresses.map((address) => [address, id])));
  const callers = new Map<string, Set<string>>();
  const add = (peer: string, subject: string | undefined): void => {
    if (subject === undefined) return;
    const known = callers.get(peer);
    if (known === undefined) callers.set(peer, new Set([subject]));
    else known.add(subject);
  };
  for (const { src, dst } of edges) {
    add(dst, owners.get(src));
    add(src, owners.get(dst));
  }
  return new Map([...callers].map(([peer, known]) => [peer, known.size]));
}
