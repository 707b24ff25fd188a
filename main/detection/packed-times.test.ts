import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackedTimes } from './packed-times.ts';
import { PortSet } from './port-set.ts';

it('keeps the first instants in their order, exactly', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 9e15, noNaN: true }), { maxLength: 60 }),
      fc.nat(50),
      (times, most) => {
        const packed = new PackedTimes(most);
        for (const time of times) packed.add(time);
        expect([...packed.values]).toEqual(times.slice(0, most));
        expect(packed.length).toBe(packed.values.length);
      },
    ),
  );
});

it('knows a port again, up to its bound', () => {
  const port = fc.nat(65_535);
  fc.assert(
    fc.property(fc.array(port, { maxLength: 80 }), fc.nat(40), port, (ports, most, other) => {
      const set = new PortSet(most);
      for (const one of ports) set.add(one);
      const kept = new Set([...new Set(ports)].slice(0, most));
      expect(set.size).toBe(kept.size);
      for (const one of [...ports, other]) expect(set.has(one)).toBe(kept.has(one));
    }),
  );
});
