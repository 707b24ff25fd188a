import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostContract } from '../../../shared/contract/host.ts';
import { emptyDraft, toHostQuestion } from './host-draft.ts';
import { readCollector } from './read-collector.ts';

describe('readCollector', () => {
  it.each([
    ['', '', null],
    ['  ', ' ', null],
    ['192.0.2.10', '4739', { address: '192.0.2.10', port: 4739 }],
    [' 0.0.0.0 ', ' 6343 ', { address: '0.0.0.0', port: 6343 }],
    ['::', '2055', { address: '::', port: 2055 }],
    ['[2001:db8::10]', '1', { address: '2001:db8::10', port: 1 }],
  ])('reads %j and %j', (address, port, collector) => {
    expect(readCollector(address, port)).toEqual({ ok: true, collector });
  });
  it.each([
    ['', '4739', 'address', 'which address'],
    ['192.0.2', '4739', 'address', 'no IP address'],
    ['192.0.2.300', '', 'address', 'no IP address'],
    ['router.example', '4739', 'address', 'no IP address'],
    ['192.0.2.10', '', 'port', 'which port'],
    ['192.0.2.10', '0', 'port', 'whole number'],
    ['192.0.2.10', '65536', 'port', 'whole number'],
    ['192.0.2.10', '47.5', 'port', 'whole number'],
    ['192.0.2.10', '-1', 'port', 'whole number'],
    ['192.0.2.10', '1e3', 'port', 'whole number'],
  ])('says what is wrong with %j and %j', (address, port, field, words) => {
    expect(readCollector(address, port)).toMatchObject({
      ok: false,
      field,
      problem: expect.stringContaining(words) as string,
    });
  });
  it('leads to nothing that the engine would refuse, whatever was written', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
    const port = fc.oneof(fc.integer({ min: -2, max: 70_000 }).map(String), fc.string());
    fc.assert(
      fc.property(address, port, (collectorAddress, collectorPort) => {
        const question = toHostQuestion({ ...emptyDraft, uri: 'qemu:///system', collectorAddress, collectorPort });
        expect(hostContract['host.add'].input.safeParse(question).success).toBe(true);
        const reading = readCollector(collectorAddress, collectorPort);
        expect('collector' in question).toBe(reading.ok && reading.collector !== null);
      }),
    );
  });
});
