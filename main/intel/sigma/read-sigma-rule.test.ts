import { describe, expect, it, test } from 'vitest';
import { readFeed } from '../read-feed.ts';
import { EVENT_BUDGET, matchCondition, toAsked } from './match-rule.ts';
import { sigmaOfDns, sigmaOfHostEvent, type SigmaEvent } from './sigma-event.ts';
import type { SigmaRule } from './sigma-rule.ts';
import { hostEvent, sigmaText } from './sigma-rule.test-support.ts';

function read(text: string): { rule: SigmaRule | undefined; why: string } {
  const { rules, skipped, format } = readFeed(text);
  expect(format).toBe('sigma');
  return { rule: rules[0], why: skipped.examples[0]?.why ?? '' };
}
function holds(text: string, event: SigmaEvent | null): boolean {
  const { rule, why } = read(text);
  expect(why).toBe('');
  if (rule === undefined || event === null || rule.category !== event.category) return false;
  return matchCondition(rule.condition, toAsked(event), { left: EVENT_BUDGET });
}
const run = (commandLine: string, more: Parameters<typeof hostEvent>[0] = {}): SigmaEvent | null =>
  sigmaOfHostEvent(hostEvent({ commandLine, ...more }));

describe('a rule over processes', () => {
  it.each<[string, string, boolean]>([
    ["selection:\n  CommandLine|contains: 'EVIL.sh'\ncondition: selection", 'curl http://x/evil.sh', true],
    ["selection:\n  CommandLine|contains|all: ['curl', '-o']\ncondition: selection", 'curl x', false],
    ["selection:\n  CommandLine|contains|all: ['curl', '-o']\ncondition: selection", 'curl -o x', true],
    ["selection:\n  Image|endswith: '/curl'\ncondition: selection", 'x', true],
    ["selection:\n  Image: '/usr/bin/*'\ncondition: selection", 'x', true],
    ["selection:\n  Image: '/usr/?in/c*l'\ncondition: selection", 'x', true],
    ["selection:\n  ParentImage|endswith: ['/bash', '/sh']\ncondition: selection", 'x', true],
    ["selection:\n  ParentImage|endswith: '\\\\cmd.exe'\ncondition: selection", 'x', false],
    ["selection:\n  CommandLine|startswith: 'curl'\n  User: root\ncondition: selection", 'curl', false],
    ["selection:\n  CommandLine|re: 'https?://\\d+(\\.\\d+){3}/'\ncondition: selection", 'curl http://1.2.3.4/x', true],
    ["selection:\n  CommandLine|re|i: 'EVIL'\ncondition: selection", 'evil', true],
    ["selection:\n  CommandLine|re: 'EVIL'\ncondition: selection", 'evil', false],
    ["selection:\n  CommandLine|contains|cased: 'EVIL'\ncondition: selection", 'evil', false],
    ["selection:\n  CommandLine|contains|windash: ' -enc'\ncondition: selection", 'powershell /enc x', true],
    ['selection:\n  CommandLine|exists: false\ncondition: selection', '', true],
    ['selection:\n  CommandLine: null\ncondition: selection', '', true],
    ["selection:\n  CommandLine|contains: '\\*'\ncondition: selection", 'rm *', true],
    ["selection:\n  CommandLine|contains: '\\*'\ncondition: selection", 'rm x', false],
    ['a:\n  CommandLine|contains: x\nb:\n  CommandLine|contains: y\ncondition: a and not b', 'x', true],
    ['a:\n  CommandLine|contains: x\nb:\n  CommandLine|contains: y\ncondition: a and not b', 'x y', false],
    ['sel_a:\n  CommandLine|contains: x\nsel_b:\n  CommandLine|contains: y\ncondition: 1 of sel_*', 'y', true],
    ['sel_a:\n  CommandLine|contains: x\nsel_b:\n  CommandLine|contains: y\ncondition: all of sel_*', 'y', false],
    [
      'a:\n  CommandLine|contains: x\nb:\n  CommandLine|contains: y\ncondition: (a or b) and not (a and b)',
      'x y',
      false,
    ],
    ['a:\n  - CommandLine|contains: x\n  - Image|endswith: /wget\ncondition: 1 of them', 'x', true],
  ])('%s of “%s” is %s', (detection, commandLine, expected) => {
    expect(holds(sigmaText({ detection }), run(commandLine))).toBe(expected);
  });
});

test('rules over connections, files and names are asked what these tell', () => {
  const connection = { transport: 'tcp', src: '10.0.0.5', sport: 40_000, dst: '198.51.100.7', dport: 4444 };
  const talk = sigmaOfHostEvent(hostEvent({ kind: 'network', title: 'connects', connection }));
  const network = (selection: string): string =>
    sigmaText({
      logsource: 'category: network_connection',
      detection: `selection:\n${selection}\ncondition: selection`,
    });
  expect(holds(network("  Initiated: 'true'\n  DestinationIp|cidr: 198.51.100.0/24"), talk)).toBe(true);
  expect(holds(network('  DestinationPort: [4444, 5555]\n  SourceIp|cidr: 10.0.0.0/8'), talk)).toBe(true);
  expect(holds(network('  DestinationPort|gt: 5000'), talk)).toBe(false);
  expect(holds(network('  DestinationIp|cidr: 2001:db8::/32'), talk)).toBe(false);
  const file = sigmaOfHostEvent(hostEvent({ kind: 'file', title: 'file created', target: '/etc/cron.d/x' }));
  const created = "selection:\n  TargetFilename|startswith: '/etc/cron.d/'\ncondition: selection";
  expect(holds(sigmaText({ logsource: 'category: file_event\n  product: linux', detection: created }), file)).toBe(
    true,
  );
  const name = sigmaOfDns({
    kind: 'dns',
    protocol: 'dns',
    flow: 1,
    time: 1,
    qname: 'Pool.MineXMR.com',
    qtype: 'A',
    rcode: '',
    answers: ['203.0.113.9'],
    queryBytes: 1,
    responseBytes: 1,
  });
  const mining = "selection:\n  query|endswith: '.minexmr.com'\ncondition: selection";
  expect(holds(sigmaText({ logsource: 'category: dns', detection: mining }), name)).toBe(true);
  expect(holds(sigmaText({ logsource: 'product: zeek\n  service: dns', detection: mining }), name)).toBe(true);
  expect(sigmaOfHostEvent(hostEvent({ kind: 'login' }))).toBeNull();
  expect(sigmaOfHostEvent(hostEvent({ title: 'process ended' }))).toBeNull();
});

describe('what does not fit is named with its reason', () => {
  const detection = 'selection:\n  CommandLine|contains: x\ncondition: selection';
  it.each<[string, string]>([
    [
      sigmaText({ logsource: 'product: cisco\n  service: aaa', detection }),
      'is about cisco aaa, which is not told here',
    ],
    [
      sigmaText({ logsource: 'category: registry_set\n  product: windows', detection }),
      'is about windows registry_set, which',
    ],
    [sigmaText({ logsource: 'category: process_creation\n  product: macos', detection }), 'is about macos, which'],
    [sigmaText({ detection: "keywords:\n  - 'a'\ncondition: keywords" }), 'looks for keywords in no field'],
    [sigmaText({ detection: 'selection:\n  Hashes|contains: x\ncondition: selection' }), 'asks for Hashes, which'],
    [
      sigmaText({ detection: 'selection:\n  CommandLine|base64offset|contains: x\ncondition: selection' }),
      'modifier base64offset',
    ],
    [sigmaText({ detection: `${detection} | count() > 5` }), 'counts matches over time'],
    [sigmaText({ detection: `${detection}\ntimeframe: 5m` }), 'counts matches over time'],
    [
      sigmaText({ detection: 'selection:\n  CommandLine|contains: x\ncondition: other' }),
      'asks for “other”, which it does not have',
    ],
    [
      sigmaText({ detection: "selection:\n  CommandLine|re: '(a)\\1'\ncondition: selection" }),
      'has a pattern that refers back',
    ],
    [
      sigmaText({ detection: "selection:\n  CommandLine|re: '(?=x)y'\ncondition: selection" }),
      'has a pattern that looks around',
    ],
    [
      sigmaText({ detection: "selection:\n  ParentImage|contains: '/usr/bin/'\ncondition: selection" }),
      'folder of the parent',
    ],
    [sigmaText({ detection: 'selection:\n  Image|cidr: x\ncondition: selection' }), 'network that is none'],
    [sigmaText({ detection: 'selection: {}\ncondition: selection' }), 'no field'],
    [sigmaText({ detection: `selection:\n  CommandLine: ['a'\ncondition: selection` }), 'is no YAML'],
    [
      sigmaText({ detection: 'selection:\n  CommandLine|contains: x\ncondition: (selection' }),
      'bracket that is not closed',
    ],
    [sigmaText({ detection, more: 'status: deprecated' }), 'is no YAML'],
    [`title: x\nlogsource:\n  category: dns\ndetection:\n  a: &a [*a, *a]\n  condition: a\n`, 'asks'],
  ])('%#', (text, why) => {
    expect(read(text).rule).toBeUndefined();
    expect(read(text).why).toContain(why);
  });
});

test('many rules come in one file, with techniques from their tags', () => {
  const detection = 'selection:\n  CommandLine|contains: x\ncondition: selection';
  const text = [
    sigmaText({ title: 'One', detection, tags: 'attack.t1059.004, attack.T1105, attack.execution, cve.2021-1' }),
    sigmaText({ title: 'Two', detection, logsource: 'product: aws' }),
    sigmaText({ title: 'Three', detection, level: 'critical' }),
  ].join('---\n');
  const { rules, skipped } = readFeed(text);
  expect(rules.map(({ title, level, techniques }) => ({ title, level, techniques }))).toEqual([
    { title: 'One', level: 'high', techniques: ['T1059.004', 'T1105'] },
    { title: 'Three', level: 'critical', techniques: ['T1059.004'] },
  ]);
  expect(skipped).toEqual({ count: 1, examples: [{ row: 'Two', why: 'is about aws, which is not told here' }] });
});

test('a condition that grows when it is read is not kept', () => {
  const many = Array.from({ length: 900 }, (_, at) => `'v${at}'`).join(', ');
  const detection = `selection:\n  CommandLine|contains: [${many}]\ncondition: selection and selection and selection`;
  expect(read(sigmaText({ detection })).why).toContain('more than 2000 questions');
});
