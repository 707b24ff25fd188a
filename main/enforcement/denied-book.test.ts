import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeniedBook, type DeniedConnection, seemsNeeded } from './denied-book.ts';

const one = (part: Partial<DeniedConnection> = {}): DeniedConnection => ({
  vm: 'v',
  direction: 'out',
  peer: '10.0.0.9',
  src: '10.0.0.1',
  dst: '10.0.0.9',
  transport: 'tcp',
  dport: 5432,
  service: 'postgresql 5432',
  flow: 7,
  ...part,
});
const say = (uuid: string): string => `name of ${uuid}`;

describe('what was denied', () => {
  it('is counted by VM, peer and service, the most frequent first', () => {
    const book = new DeniedBook();
    for (let at = 0; at < 3; at++) book.count(one({ flow: at + 1 }));
    book.count(one({ dport: 25, service: 'smtp 25', flow: 0 }));
    book.count(one({ direction: 'in' }));
    const told = book.tell(say, () => false);
    expect(told.map(({ service, count, direction }) => [service, count, direction])).toEqual([
      ['postgresql 5432', 3, 'out'],
      ['smtp 25', 1, 'out'],
      ['postgresql 5432', 1, 'in'],
    ]);
    expect(told[0]).toMatchObject({ vm: 'v', vmName: 'name of v', known: false, malicious: false });
  });
  it('is malicious where an alert rests on one of its flows, or on one from before', () => {
    const book = new DeniedBook();
    book.count(one({ flow: 7 }));
    book.count(one({ dport: 80, flow: 8 }));
    const kind = book.unknown(new Set(['v']), 10).find(({ dport }) => dport === 80)!;
    book.learn(kind, { answered: 0, first: 0, last: 0, flows: [3] }, 0);
    expect(book.tell(say, (flow) => flow === 7).map(({ malicious }) => malicious)).toEqual([true, false]);
    expect(book.tell(say, (flow) => flow === 3).map(({ malicious }) => malicious)).toEqual([false, true]);
  });
  it('stays bounded, whatever is scanned, and keeps what comes again', () => {
    const book = new DeniedBook();
    for (let at = 0; at < 3; at++) book.count(one());
    for (let port = 1; port <= 20_000; port++) book.count(one({ dport: port + 6000 }));
    const told = book.tell(say, () => false);
    expect(told).toHaveLength(50);
    expect(told[0]).toMatchObject({ service: 'postgresql 5432', count: 3 });
    expect(book.unknown(new Set(['v']), 1000)).toHaveLength(50);
    expect(book.unknown(new Set(['w']), 1000)).toEqual([]);
  });
});

describe('whether it seems to be needed', () => {
  const hour = 3600e6;
  it.each([
    ['often, over all of a short past', { answered: 3, first: hour, last: 2 * hour }, 1.5 * hour, true],
    ['often, but only once', { answered: 90, first: hour, last: hour + 1e6 }, 1.5 * hour, false],
    ['never answered', { answered: 0, first: 0, last: 0 }, 24 * hour, false],
    ['for two days of a month', { answered: 5, first: 0, last: 48 * hour }, 720 * hour, true],
    ['twice', { answered: 2, first: 0, last: hour }, hour, false],
  ])('%s', (_, past, held, expected) => {
    expect(seemsNeeded({ ...past, flows: [] }, held)).toBe(expected);
  });
  it('never turns with more of it', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), (answered, span, more, held) => {
        const needed = (last: number): boolean => seemsNeeded({ answered, first: 0, last, flows: [] }, held);
        expect(needed(span) && !needed(span + more)).toBe(false);
      }),
    );
  });
});
