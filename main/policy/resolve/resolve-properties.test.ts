import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideConnection } from './decide-connection.test-support.ts';
import { resolvePolicies } from './resolve-policies.ts';
import { placePolicy as place, resolveTexts as resolve } from './resolve-texts.test-support.ts';
import { makeVm, makeWorld } from './world.test-support.ts';

describe('properties', () => {
  const peers = ['10.0.0.3', '10.0.0.9', '203.0.113.77', '198.51.100.7', '10.255.0.5', '8.8.8.8'];
  const rule = fc
    .record({
      effect: fc.constantFrom('allow', 'deny', 'reject', 'capture'),
      direction: fc.constantFrom('inbound', 'outbound', 'both'),
      peer: fc.constantFrom(
        '{}',
        '{ role: api }',
        'outside',
        'inside',
        '{ reputation: "< 0.3" }',
        '{ address: 10.0.0.0/24 }',
        '{ category: c2, zone: outside }',
      ),
      ports: fc.constantFrom('', 'ports: [443]', 'ports: [22, 440-450/tcp]', 'ports: [53/udp]', 'protocol: icmp'),
    })
    .map(({ effect, direction, peer, ports }) => {
      const key = { inbound: 'from', outbound: 'to', both: 'with' }[direction] ?? 'to';
      return `{ ${effect}: ${direction}, ${key}: ${peer}${ports === '' ? '' : `, ${ports}`} }`;
    });
  const policies = fc.array(
    fc.record({
      rules: fc.array(rule, { maxLength: 5 }),
      priority: fc.constantFrom(100, 200),
      otherwise: fc.constantFrom('', 'otherwise: deny\n', 'otherwise: allow\n'),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const write = (list: { rules: string[]; priority: number; otherwise: string }[]): string[] =>
    list.map(
      ({ rules, priority, otherwise }, index) =>
        `policy: p${index}\npriority: ${priority}\n${otherwise}rules: [${rules.join(', ')}]\n`,
    );
  const world = makeWorld([makeVm(2), makeVm(3, { role: 'api' })]);

  /** By the letter: each policy's first match; the highest rank that says anything decides, denial winning among equals. */
  const expected = (texts: string[], tried: Parameters<typeof decideConnection>[2]): string => {
    const said = texts.map((text) => {
      const alone = resolve([text.replace(/otherwise: .*\n/, '')], world);
      const vm = alone.hosts[0]?.vms.find(({ uuid }) => uuid === makeVm(2).uuid);
      const sets = alone.hosts[0]?.sets ?? [];
      if (vm === undefined) return null;
      const open = decideConnection({ ...vm, otherwise: { in: 'accept', out: 'accept' } }, sets, tried);
      const shut = decideConnection({ ...vm, otherwise: { in: 'drop', out: 'drop' } }, sets, tried);
      return open === shut ? open : null;
    });
    const ofRank = (values: (string | null)[], priority: number): string | null => {
      const equal = values.filter(
        (value, index) => value !== null && place(texts[index] ?? '').policy.priority === priority,
      );
      return equal.includes('drop') ? 'drop' : (equal[0] ?? null);
    };
    const rest = texts.map((text) =>
      text.includes('otherwise: deny') ? 'drop' : text.includes('otherwise: allow') ? 'accept' : null,
    );
    return ofRank(said, 200) ?? ofRank(said, 100) ?? ofRank(rest, 200) ?? ofRank(rest, 100) ?? 'accept';
  };

  test('several policies together decide as each by itself would, by rank, denial winning among equals', () => {
    const connection = fc.record({
      direction: fc.constantFrom('in' as const, 'out' as const),
      peer: fc.constantFrom(...peers),
      protocol: fc.constantFrom(6, 17, 1),
      port: fc.constantFrom(22, 53, 443, 447, 8080),
    });
    fc.assert(
      fc.property(policies, fc.array(connection, { minLength: 5, maxLength: 5 }), (list, connections) => {
        const texts = write(list);
        const resolution = resolve(texts, world);
        const vm = resolution.hosts[0]?.vms.find(({ uuid }) => uuid === makeVm(2).uuid);
        for (const tried of connections) {
          const decided = vm === undefined ? 'accept' : decideConnection(vm, resolution.hosts[0]?.sets ?? [], tried);
          expect([texts, tried, decided]).toEqual([texts, tried, expected(texts, tried)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the same gives the same; names of rules and sets are ours, unlike any two, and stay when lines move', () => {
    const hostile = 'x"; flush ruleset; #\u202e${{';
    const odd = makeWorld([makeVm(2, { name: hostile, tags: [hostile], role: hostile }), makeVm(3, { name: hostile })]);
    fc.assert(
      fc.property(policies, (list) => {
        const texts = write(list).map((text) =>
          text.replace('rules:', `applies: { vm: [${JSON.stringify(hostile)}, vm-1] }\nrules:`),
        );
        const resolution = resolve(texts, odd);
        expect(resolve(texts, odd)).toEqual(resolution);
        const moved = resolve(
          texts.map((text) => `# a line\n${text}`),
          odd,
        );
        for (const [index, host] of resolution.hosts.entries()) {
          for (const { id } of host.sets) expect(id).toMatch(/^[a-z][a-z0-9_]{0,30}$/);
          for (const [place, vm] of host.vms.entries()) {
            const ids = vm.rules.map(({ id }) => id);
            for (const id of ids) expect(id).toMatch(/^[a-z0-9_]{1,40}$/);
            expect(new Set(ids).size).toBe(ids.length);
            expect(moved.hosts[index]?.vms[place]?.rules.map(({ id }) => id)).toEqual(ids);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('one policy of 200 rules over 1,000 VMs is resolved within a second', () => {
    const rules = Array.from(
      { length: 200 },
      (_, index) =>
        `{ ${index % 3 ? 'allow' : 'deny'}: outbound, to: { role: r${index % 40} }, ports: [${1000 + index}], when: { risk: "> 0.${index % 9}" } }`,
    );
    const vms = Array.from({ length: 1000 }, (_, index) =>
      makeVm(index, { role: `r${index % 40}`, risk: (index % 100) / 100, host: `hv-${index % 5}` }),
    );
    const [policy, other] = [
      place(`policy: a\nrules:\n${rules.map((rule) => `  - ${rule}`).join('\n')}`),
      place('policy: b\nrules: [{ allow: inbound, service: https }, { deny: outbound, to: outside }]\notherwise: deny'),
    ];
    const big = makeWorld(vms);
    const run = (): number => {
      const begun = process.cpuUsage();
      const { hosts } = resolvePolicies([policy, other], new Map(), big, new Map());
      expect(hosts.map(({ vms: of }) => of.length)).toEqual([200, 200, 200, 200, 200]);
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1000;
    };
    // Time of its own, the best of three: other work of the machine is not what is measured.
    const best = Math.min(run(), run(), run());

    expect(best).toBeLessThan(1000);
  });
});
