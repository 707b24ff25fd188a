import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import { MachineTable } from './machine-table.ts';

const MAC = '52:54:00:00:00:01';

describe('an address belongs to', () => {
  const table = new MachineTable();
  table.take(vmFacts(1), 5);
  table.take(vmFacts(2), 6);
  test.each<[string, string, string[], string | undefined]>([
    ['the VM whose MAC speaks for it', '192.0.2.9', [MAC], uuidOf(1)],
    ['the VM that leased it, where no MAC is known', '10.1.1.2', [], uuidOf(2)],
    ['the VM whose MAC speaks for it, whoever leased it', '10.1.1.2', [MAC], uuidOf(1)],
    ['the VM that leased it, where a stranger speaks for it', '10.1.1.2', ['02:00:00:00:00:01'], uuidOf(2)],
    ['nobody', '10.9.9.9', ['02:00:00:00:00:01'], undefined],
  ])('%s', (_name, address, macs, owner) => {
    expect(table.ownerOf(address, macs)).toBe(owner);
  });
});

test('what a VM no longer has is no longer its own; when it was first told stays', () => {
  const table = new MachineTable();
  table.take(vmFacts(1), 5);
  table.take(vmFacts(1, { name: 'renamed', interfaces: [], addresses: [] }), 9);
  expect(table.ownerOf('10.1.1.1', [MAC])).toBeUndefined();
  expect(table.machines.get(uuidOf(1))).toMatchObject({ firstSeen: 5, version: 2, facts: { name: 'renamed' } });
});

test('a lease that went to another VM is that VM’s, and stays when the first is told again without it', () => {
  const table = new MachineTable();
  const leased = vmFacts(2).addresses.map((lease) => ({ ...lease, address: '10.1.1.1' }));
  table.take(vmFacts(1), 5);
  table.take(vmFacts(2, { addresses: leased }), 6);
  expect(table.ownerOf('10.1.1.1', [])).toBe(uuidOf(2));
  table.take(vmFacts(1, { addresses: [] }), 7);
  expect(table.ownerOf('10.1.1.1', [])).toBe(uuidOf(2));
});

test('whatever is told, the owner is a VM that has the MAC or the lease now', () => {
  const factsArb = fc
    .record({ number: fc.integer({ min: 1, max: 5 }), macs: fc.array(fc.nat(4)), leases: fc.array(fc.nat(4)) })
    .map(({ number, macs, leases }) => {
      const [nic] = vmFacts(1).interfaces;
      return vmFacts(number, {
        interfaces: macs.flatMap((mac) => (nic === undefined ? [] : [{ ...nic, mac: `mac-${mac}` }])),
        addresses: leases.map((lease) => ({ mac: '', address: `10.0.0.${lease}`, hostname: '' })),
      });
    });
  fc.assert(
    fc.property(fc.array(factsArb, { maxLength: 30 }), (told) => {
      const table = new MachineTable();
      for (const facts of told) table.take(facts, 1);
      for (let mac = 0; mac < 5; mac++) {
        const owner = table.machines.get(table.ownerOf('x', [`mac-${mac}`]) ?? '');
        const having = [...table.machines.values()].filter(({ facts }) =>
          facts.interfaces.some((nic) => nic.mac === `mac-${mac}`),
        );
        expect(owner === undefined).toBe(having.length === 0);
        if (owner !== undefined) expect(having).toContain(owner);
        const holder = table.machines.get(table.ownerOf(`10.0.0.${mac}`, []) ?? '');
        const holding = [...table.machines.values()].filter(({ facts }) =>
          facts.addresses.some(({ address }) => address === `10.0.0.${mac}`),
        );
        expect(holder === undefined).toBe(holding.length === 0);
        if (holder !== undefined) expect(holding).toContain(holder);
      }
    }),
  );
});

test('is bounded: a VM beyond the bound is not known, those known go on', () => {
  const table = new MachineTable();
  const facts = vmFacts(1);
  for (let number = 1; number <= 20_100; number++) table.take({ ...facts, uuid: uuidOf(number) }, number);
  expect(table.machines.size).toBe(20_000);
  table.take({ ...facts, uuid: uuidOf(1), name: 'again' }, 9);
  expect(table.machines.get(uuidOf(1))?.facts.name).toBe('again');
});

test('a VM that was forgotten owns nothing', () => {
  const table = new MachineTable();
  table.take(vmFacts(1), 1);
  table.forget(uuidOf(1));
  table.forget(uuidOf(1));
  expect(table.machines.size).toBe(0);
  expect(table.ownerOf('10.1.1.1', [MAC])).toBeUndefined();
});
