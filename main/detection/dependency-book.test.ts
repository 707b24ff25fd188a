import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DependencyBook } from './dependency-book.ts';
import { flow, refused, side, silent } from './synthetic.test-support.ts';

const all = (flows: readonly ReturnType<typeof flow>[]): unknown[] => {
  const book = new DependencyBook();
  for (const one of flows) book.take(one);
  return [...book.all()].sort((a, b) => (a.server < b.server ? -1 : 1));
};
const to = { src: '10.0.0.1', dst: '10.0.0.2', dport: 5432, in: side(10, 5000), service: '' };

test('what answers and talks is a dependency, once whatever it was seen', () => {
  expect(all([flow({ ...to, start: 10, end: 20 }), flow({ ...to, start: 5, end: 15, service: 'postgres' })])).toEqual([
    {
      client: '10.0.0.1',
      server: '10.0.0.2',
      transport: 'tcp',
      port: 5432,
      service: 'postgres',
      flows: 2,
      firstSeen: 5,
      lastSeen: 20,
    },
  ]);
});

test('what is silent, refused or only knocked at is none', () => {
  expect(all([silent(to), refused(to), flow({ ...to, in: side(2, 20) }), flow({ ...to, transport: 'arp' })])).toEqual(
    [],
  );
});

test('the order of flows does not matter', () => {
  const drawn = fc.array(
    fc.record({
      dst: fc.constantFrom('10.0.0.2', '10.0.0.3'),
      at: fc.nat(50),
      service: fc.constantFrom('', 'http', 'tls'),
    }),
    { maxLength: 10 },
  );
  fc.assert(
    fc.property(drawn, (parts) => {
      const flows = parts.map(({ dst, at, service }) => flow({ ...to, dst, start: at, end: at + 1, service }));
      expect(all([...flows].reverse())).toEqual(all(flows));
    }),
  );
});
