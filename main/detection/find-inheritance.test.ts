import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubjectAssessment } from './assessment.ts';
import type { Dependency } from './dependency-book.ts';
import { findInheritance } from './find-inheritance.ts';
import { inheritRisk, weighArriving } from './inherit-risk.ts';
import type { Inheritance } from './inheritance.ts';
import { assessed, shippedSettings } from './synthetic.test-support.ts';

const settings = shippedSettings();
const { thresholds, attackModel } = settings;
const { decay, reach } = thresholds.inherited;

const vm = (name: string, risk: number | null): SubjectAssessment =>
  assessed({ id: name, name, addresses: [name], risk });
const uses = (client: string, server: string, port: number, flows = 5): Dependency => ({
  client,
  server,
  transport: 'tcp',
  port,
  service: ({ 80: 'http', 5432: 'postgres' } as Record<number, string>)[port] ?? '',
  flows,
  firstSeen: 10,
  lastSeen: 20,
});
const find = (subjects: SubjectAssessment[], dependencies: Dependency[]): Map<string, Inheritance[]> =>
  findInheritance(subjects, dependencies, thresholds, attackModel);
const tell = ({ kind, source, share, path, technique }: Inheritance): string =>
  `${kind} ${source} ${share.toFixed(3)} ${path.map(({ from, to, service, port }) => `${from}>${to} ${service} ${port}`).join(', ')} ${technique}`;

describe('risk that comes over', () => {
  test('comes from what a VM depends on, less with each step, with the way it takes', () => {
    const subjects = [vm('app', 0.05), vm('web', 0.05), vm('db', 0.9)];
    const found = find(subjects, [uses('app', 'web', 80), uses('web', 'db', 5432)]);
    expect(found.get('web')?.map(tell)).toEqual([`inherited db ${decay.toFixed(3)} web>db postgres 5432 T1199`]);
    expect(found.get('app')?.map(tell)).toEqual([
      `inherited db ${(decay * decay).toFixed(3)} app>web http 80, web>db postgres 5432 T1199`,
    ]);
    expect(found.has('db')).toBe(false);
  });

  test('comes from who uses a service and could get in by it', () => {
    const found = find([vm('web', 0.9), vm('db', 0.05)], [uses('web', 'db', 5432)]);
    expect(found.get('db')?.map(tell)).toEqual([
      `within-reach web ${(reach * 0.75).toFixed(3)} web>db postgres 5432 T1078`,
    ]);
  });

  test('does not come from those below suspicion, from a knock, or over too many steps', () => {
    expect(find([vm('web', 0.05), vm('db', 0.39)], [uses('web', 'db', 5432)]).size).toBe(0);
    expect(find([vm('web', 0.05), vm('db', 0.9)], [uses('web', 'db', 5432, 1)]).size).toBe(0);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const chain = find(
      names.map((name) => vm(name, name === 'e' ? 0.9 : 0.05)),
      names.slice(1).map((name, at) => uses(names[at] ?? '', name, 5432)),
    );
    expect([...chain.keys()].sort()).toEqual(['b', 'c', 'd']);
  });

  test('a service of the house says less than a database, and what is not scored gets nothing', () => {
    const dns = find([vm('web', 0.05), vm('ns', 0.9)], [uses('web', 'ns', 53)]);
    expect(dns.get('web')?.[0]?.share).toBeCloseTo(decay * 0.5);
    expect(find([vm('web', null), vm('db', 0.9)], [uses('web', 'db', 5432)]).has('web')).toBe(false);
  });

  test('is told of the worst few, one way a source', () => {
    const sources = Array.from({ length: 9 }, (_, at) => vm(`s${at}`, 0.5 + at / 20));
    const both = sources.flatMap(({ id }) => [uses('web', id, 80), uses(id, 'web', 80)]);
    const found = find([vm('web', 0.05), ...sources], both).get('web') ?? [];
    expect(found.map(({ source }) => source)).toEqual(['s8', 's7', 's6']);
  });
});

const fleets = fc
  .record({
    risks: fc.array(fc.double({ min: 0.05, max: 0.99, noNaN: true }), { minLength: 2, maxLength: 12 }),
    links: fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom(22, 53, 80, 443, 5432, 6379)), { maxLength: 40 }),
  })
  .map(({ risks, links }) => ({
    subjects: risks.map((risk, at) => vm(`v${at}`, risk)),
    dependencies: links
      .filter(([from, to]) => from !== to && from < risks.length && to < risks.length)
      .map(([from, to, port]) => uses(`v${from}`, `v${to}`, port)),
  }));
const inheritAll = (subjects: SubjectAssessment[], dependencies: Dependency[]): SubjectAssessment[] => {
  const found = find(subjects, dependencies);
  const risks = new Map(subjects.map(({ id, risk }) => [id, risk ?? 0]));
  return subjects.map((one) => inheritRisk(one, found.get(one.id) ?? [], (id) => risks.get(id) ?? 0, settings));
};
const bandOf = (risk: number | null): number =>
  Object.values(thresholds.bands).filter((line) => (risk ?? 0) >= line).length;

describe('whatever the fleet looks like', () => {
  test('no circle feeds itself, no VM leaves its band, and contributions add up', () => {
    fc.assert(
      fc.property(fleets, ({ subjects, dependencies }) => {
        for (const [at, after] of inheritAll(subjects, dependencies).entries()) {
          const own = subjects[at]?.risk ?? 0;
          expect(after.risk).toBeGreaterThanOrEqual(own);
          expect(bandOf(after.risk)).toBe(bandOf(own));
          expect(after.inherited?.map(({ source }) => source) ?? []).not.toContain(after.id);
          const sum = after.contributions.reduce((total, { weight }) => total + weight, 0);
          expect(sum).toBeCloseTo(after.risk ?? 0, 9);
        }
      }),
    );
  });

  test('the order in which dependencies are told does not matter', () => {
    fc.assert(
      fc.property(fleets, ({ subjects, dependencies }) => {
        const turned = find(subjects, [...dependencies].reverse());
        expect(find(subjects, dependencies)).toEqual(turned);
      }),
    );
  });

  test('more that arrives is never less risk', () => {
    const effect = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(effect, fc.array(effect, { maxLength: 5 }), effect, (own, effects, one) => {
        const sum = (all: number[]): number => weighArriving(own, all, thresholds).reduce((a, b) => a + b, 0);
        expect(sum([...effects, one])).toBeGreaterThanOrEqual(sum(effects) - 1e-12);
      }),
    );
  });
});

test('says what would lower it', () => {
  const [web] = inheritAll([vm('web', 0.05), vm('db', 0.9)], [uses('web', 'db', 5432)]);
  const [way] = web?.lowering ?? [];
  expect(way?.text).toBe('Clear db of what it is suspected of, or deny web → db, postgres 5432');
  expect(way?.risk).toBeCloseTo(0.05);
  expect(web?.contributions.at(-1)).toMatchObject({
    signal: 'inherited',
    title: 'Inherited from db',
    evidence: 'db is at 0.90, over web → db postgres 5432',
    technique: { id: 'T1199', tactic: 'Initial Access' },
  });
});
