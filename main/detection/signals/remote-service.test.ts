import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, SECOND, type RecordOf } from '../synthetic.test-support.ts';

const TARGET = '10.1.2.9';
const admin = flow({ dst: TARGET, dport: 49_700, service: 'dcerpc' });
const operate = (opnum: number): RecordOf<'dcerpc'> => ({
  kind: 'dcerpc',
  flow: admin.id,
  time: NOON + opnum * SECOND,
  interfaceId: '367abb81-9844-35f1-ad32-98f038001003',
  interfaceName: 'svcctl',
  opnum,
  operation: '',
});
const callOut = (seconds: number) =>
  flow({ src: TARGET, dst: '198.51.100.66', dport: 80, service: 'http', start: NOON + seconds * SECOND });

test('creating and starting a service on another host is lateral movement, and its target shows too', () => {
  const found = judgeAll([admin], [operate(12), operate(19)]);
  expect(alertsOf(found, '10.1.1.5')['lateral-movement']).toBeGreaterThan(0.6);
  expect(alertsOf(found, TARGET)['lateral-target']).toBeGreaterThan(0.4);
  expect(found[0]?.alerts[0]?.technique.id).toBe('T1021.002');
});

test('a target that then calls somebody new is likely taken', () => {
  const quiet = alertsOf(judgeAll([admin], [operate(12), operate(19)]), TARGET)['lateral-target'] ?? 0;
  const talking = alertsOf(judgeAll([admin, callOut(30)], [operate(12), operate(19)]), TARGET)['lateral-target'] ?? 0;
  expect(talking).toBeGreaterThan(quiet + 0.2);
  const before =
    alertsOf(judgeAll([admin, callOut(-30), callOut(30)], [operate(12), operate(19)]), TARGET)['lateral-target'] ?? 0;
  expect(before).toBeCloseTo(quiet);
});

test('opening an administrative share alone, or listing services, is administration', () => {
  const share: RecordOf<'smb'> = {
    kind: 'smb',
    flow: admin.id,
    time: NOON,
    version: 3,
    command: 'tree-connect',
    name: '\\\\SRV\\C$',
    status: '0x00000000',
  };
  expect(alertsOf(judgeAll([admin], [share, operate(15)]), '10.1.1.5')).toEqual({});
});

test('an administrative share and a program written to it is not', () => {
  const smb = flow({ dst: TARGET, dport: 445, service: 'smb' });
  const records: RecordOf<'smb'>[] = [
    {
      kind: 'smb',
      flow: smb.id,
      time: NOON,
      version: 2,
      command: 'tree-connect',
      name: '\\\\SRV\\ADMIN$',
      status: '0x00000000',
    },
    {
      kind: 'smb',
      flow: smb.id,
      time: NOON,
      version: 2,
      command: 'create',
      name: 'Temp\\abc.exe',
      status: '0x00000000',
    },
  ];
  expect(alertsOf(judgeAll([smb], records), '10.1.1.5')['lateral-movement']).toBeGreaterThan(0.4);
});
