import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressTable } from '../../shadow/address-table.ts';
import { RuleJudge } from '../../shadow/rule-judge.ts';
import type { AddressSet, VmRules } from '../../host-rules.ts';
import { compileRules } from '../compile-rules.ts';
import { toText } from '../compiled-table.ts';
import { aVm, createRandom, randomRules } from '../random-rules.test-support.ts';
import { createRuleLab, keyOfProbe, lab, type Probe, type RuleLab, whyNoRuleLab } from './testing/rule-lab.ts';

const missing = whyNoRuleLab();
if (missing !== '') console.warn(`What the kernel makes of rules is not tested: ${missing}.`);

const rounds = 20;
const probesOfRound = 500;
const peers =
  '10.1.0.1 10.1.0.2 10.1.1.1 10.2.3.4 203.0.113.7 203.0.113.8 198.51.100.1 10.66.0.2 2001:db8::1 2001:db8::2 2001:db8:1::1 fd66::2'.split(
    ' ',
  );
const ports = [22, 53, 80, 443, 5432, 6379, 8080, 9000];

function randomSets(random: (below: number) => number): AddressSet[] {
  const few = (count: number, from: readonly string[]): string[] =>
    [...from].sort(() => random(3) - 1).slice(0, 1 + random(count));
  // One that is too large for intervals: a hash set for each length.
  const many = Array.from({ length: 2500 }, (_, at) => `172.${16 + (at >> 8)}.${at & 255}.0/24`);
  return [
    { id: 'hosts4', cidrs: few(3, peers.slice(0, 8)) },
    { id: 'hosts6', cidrs: few(2, peers.slice(8)) },
    { id: 'both', cidrs: few(4, peers) },
    { id: 'nets', cidrs: few(3, ['10.1.0.0/24', '10.1.0.0/16', '203.0.113.0/25', '2001:db8::/48']).slice(0, 1) },
    { id: 'outside', cidrs: ['198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'] },
    { id: 'large', cidrs: [...many, '203.0.113.7', '10.1.1.0/24', '2001:db8:1::/48'] },
    { id: 'none', cidrs: [] },
    { id: 'all', cidrs: ['0.0.0.0/0'] },
  ];
}

describe.skipIf(missing !== '')('rules in the kernel', { timeout: 300_000 }, () => {
  let bench: RuleLab;
  beforeAll(() => {
    bench = createRuleLab();
  });
  afterAll(() => bench.close());

  const load = (vms: readonly VmRules[], sets: readonly AddressSet[], rules: 'inet' | 'bridge'): void => {
    const { lines } = compileRules({ host: 'h', vms, sets, wants: [] }, rules);
    bench.host(['nft', '-f', '-'], toText(lines));
  };

  it(`do with ${rounds * probesOfRound} packets what is foretold, and let their answers back`, async () => {
    const random = createRandom(Number(process.env['MIEN_SEED'] ?? 7));
    const wrong: string[] = [];
    let sent = 0;
    let through = 0;
    for (let round = 0; round < rounds; round++) {
      const sets = randomSets(random);
      const vm = aVm({
        rules: randomRules(random, 4 + random(24), { peers, ports, sets }),
        otherwise: { in: random(2) === 0 ? 'drop' : 'accept', out: random(2) === 0 ? 'drop' : 'accept' },
      });
      load([vm], sets, 'inet');
      const addresses = new AddressTable();
      const judge = new RuleJudge([vm], sets, addresses);
      for (const end of ['vm', 'peers'] as const) {
        const probes = Array.from({ length: probesOfRound / 2 }, (_, at): Probe => {
          const peer = peers[random(peers.length)] ?? '';
          const family = peer.includes(':') ? 6 : 4;
          const own = family === 6 ? lab.vm6 : lab.vm4;
          const port = random(3) === 0 ? 1 + random(20_000) : (ports[random(ports.length)] ?? 1) + random(2);
          return {
            family,
            transport: random(2) === 0 ? 'tcp' : 'udp',
            from: end === 'vm' ? own : peer,
            // One port each: no packet can be taken for the answer to another.
            fromPort: (end === 'vm' ? 25_000 : 45_000) + at + (round % 20) * 500,
            to: end === 'vm' ? peer : own,
            toPort: port,
          };
        });
        const { arrived, answered } = await bench.send(end, probes);
        for (const probe of probes) {
          const peer = addresses.numberOf(end === 'vm' ? probe.to : probe.from);
          const decision = judge.decide(0, {
            direction: end === 'vm' ? 'out' : 'in',
            peer,
            protocol: probe.transport === 'tcp' ? 6 : 17,
            port: probe.toPort,
          });
          const passes = decision.verdict === 'accept';
          sent++;
          if (passes) through++;
          const key = keyOfProbe(probe);
          if (arrived.has(key) !== passes)
            wrong.push(`${round} ${end} ${key}: ${decision.verdict} by ${decision.rule?.id}`);
          const back = keyOfProbe({
            ...probe,
            from: probe.to,
            fromPort: probe.toPort,
            to: probe.from,
            toPort: probe.fromPort,
          });
          // Nobody listens at the other end: it says so, unless the packet never came; then it may be refused on the way.
          if (probe.transport === 'tcp' && passes !== answered.has(back) && decision.verdict !== 'reject')
            wrong.push(`${round} ${end} ${key}: no answer`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(sent).toBe(rounds * probesOfRound);
    // A test that lets all through, or nothing, would show nothing.
    expect(through / sent).toBeGreaterThan(0.2);
    expect(through / sent).toBeLessThan(0.8);
  });
});
