import { expect, test } from 'vitest';
import type { BelievedRule, Intelligence } from '../intel/intelligence.ts';
import { readFeed } from '../intel/read-feed.ts';
import { hostEvent, sigmaText } from '../intel/sigma/sigma-rule.test-support.ts';
import type { Observation } from '../telemetry/observation.ts';
import { Judge } from './judge.ts';
import { SigmaWatch } from './sigma-watch.ts';
import { flow, NOON, shippedSettings } from './synthetic.test-support.ts';

function believe(...texts: string[]): BelievedRule[] {
  return texts
    .flatMap((text) => readFeed(text).rules)
    .map((rule) => ({ rule, feed: 'ours', feedName: 'ours', weight: 1 }));
}
const intelligence = (version: number, rules: BelievedRule[]): Intelligence => ({ version, rules, ask: () => null });
const evil = sigmaText({
  title: 'Fetches evil',
  detection: 'selection:\n  CommandLine|contains: evil\ncondition: selection',
  level: 'critical',
});

test('matches of a rule are one draft that counts, names its feed, and tells the first', () => {
  const watch = new SigmaWatch(() => intelligence(1, believe(evil)));
  watch.settle();
  for (const [time, commandLine] of [
    [20, 'curl evil/2'],
    [10, 'curl evil/1'],
    [30, 'curl good'],
  ] as const)
    watch.takeEvent('10.0.0.5', hostEvent({ time, commandLine }));
  expect(watch.assess(['10.0.0.9'])).toEqual([]);
  expect(watch.assess(['10.0.0.5'])).toMatchObject([
    {
      type: 'sigma-event',
      title: 'Fetches evil',
      why: '2 matches of a rule of ours (critical), first: curl evil/1',
      techniques: ['T1059.004'],
      firstSeen: 10,
      lastSeen: 20,
      feeds: ['ours'],
    },
  ]);
});

test('rules that come later are asked about what was told, and those that go take their matches with them', () => {
  let now: Intelligence | null = null;
  const watch = new SigmaWatch(() => now);
  watch.settle();
  watch.takeEvent('10.0.0.5', hostEvent({ commandLine: 'curl evil' }));
  expect(watch.assess(['10.0.0.5'])).toEqual([]);
  const before = watch.version;
  now = intelligence(2, believe(evil));
  watch.settle();
  expect(watch.assess(['10.0.0.5'])).toHaveLength(1);
  expect(watch.version).toBeGreaterThan(before);
  now = intelligence(3, []);
  watch.settle();
  expect(watch.assess(['10.0.0.5'])).toEqual([]);
});

test('a rule for Windows is not asked about Linux', () => {
  const windows = sigmaText({
    logsource: 'category: process_creation\n  product: windows',
    detection: 'selection:\n  CommandLine|contains: evil\ncondition: selection',
  });
  const watch = new SigmaWatch(() => intelligence(1, believe(windows)));
  watch.settle();
  watch.takeEvent('10.0.0.5', hostEvent({ commandLine: 'evil' }));
  watch.takeEvent('10.0.0.6', hostEvent({ commandLine: 'evil', source: 'sysmon' }));
  expect(watch.assess(['10.0.0.5'])).toEqual([]);
  expect(watch.assess(['10.0.0.6'])).toHaveLength(1);
});

test('what is kept is bounded, and rules that match everything cost little', () => {
  const all = sigmaText({ detection: "selection:\n  Image|endswith: '*'\ncondition: selection" });
  const watch = new SigmaWatch(() => intelligence(1, believe(all)));
  watch.settle();
  for (let time = 0; time < 10_000; time++) watch.takeEvent('10.0.0.5', hostEvent({ time }));
  const [draft] = watch.assess(['10.0.0.5']);
  expect(draft?.why).toContain('10,000 matches');
  expect(watch.assess(['10.0.0.5'])).toHaveLength(1);
});

function judge(observations: Observation[], rules: BelievedRule[]): { risk: number | null; types: string[] } {
  const made = new Judge({ ...shippedSettings(), intelligence: () => intelligence(1, rules) });
  for (const observation of observations) made.observe(observation);
  const subject = made.assess().subjects.find(({ addresses }) => addresses.includes('10.0.0.5'));
  return { risk: subject?.risk ?? null, types: subject?.alerts.map(({ type }) => type) ?? [] };
}

test('a match becomes an alert of its machine, of the agent as of a log; one rule is no verdict', () => {
  const talk: Observation = { kind: 'flow', flow: flow({ src: '10.0.0.5', start: NOON }), final: true };
  for (const source of ['auditd', 'agent'] as const) {
    const event = hostEvent({ time: NOON, commandLine: 'curl evil', source });
    const { risk, types } = judge([talk, { kind: 'event', event }], believe(evil));
    expect(types).toEqual(['sigma-event']);
    expect(risk).toBeGreaterThan(0.3);
    expect(risk).toBeLessThan(0.45);
  }
});

test('names that are asked for in the traffic are asked about, and stay below suspicion whatever rules say', () => {
  const names = Array.from({ length: 12 }, (_, at) =>
    sigmaText({
      title: `Name ${'x'.repeat(at)}`,
      logsource: 'category: dns',
      detection: "selection:\n  query|endswith: '.example.org'\ncondition: selection",
      level: 'critical',
    }),
  );
  const asked = flow({ id: 77, transport: 'udp', src: '10.0.0.5', dst: '10.0.0.1', dport: 53, start: NOON });
  const record = {
    kind: 'dns',
    protocol: 'dns',
    flow: 77,
    time: NOON,
    qname: 'www.example.org',
    qtype: 'A',
    rcode: 'NOERROR',
    answers: [] as string[],
    queryBytes: 30,
    responseBytes: 60,
  } as const;
  const { risk, types } = judge(
    [
      { kind: 'flow', flow: asked, final: true },
      { kind: 'record', record },
    ],
    believe(...names),
  );
  expect(new Set(types)).toEqual(new Set(['sigma-name']));
  expect(risk).toBeLessThan(0.4);
});
