import { describe, expect, it } from 'vitest';
import { readEvents } from './run-import.test-support.ts';

describe('Windows events', () => {
  const network = {
    EventID: 3,
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: 'W6',
    UtcTime: '2020-09-20 16:16:56.010',
    Image: String.raw`C:\x\svchost.exe`,
    SourceIp: '10.0.0.5',
    SourcePort: '56607',
    DestinationIp: '10.0.0.6',
    DestinationPort: '135',
    Protocol: 'tcp',
    Keywords: '-9223372036854775808',
  };

  it.each([
    ['true', '10.0.0.5'],
    ['false', '10.0.0.6'],
  ])('knows which end of a connection the host is when it began it: %s', (Initiated, own) => {
    expect(readEvents('sysmon', JSON.stringify({ ...network, Initiated }))).toEqual([
      expect.objectContaining({
        source: 'sysmon',
        host: 'W6',
        time: Date.UTC(2020, 8, 20, 16, 16, 56, 10) * 1000,
        kind: 'network',
        addresses: [own],
        connection: { transport: 'tcp', src: '10.0.0.5', sport: 56_607, dst: '10.0.0.6', dport: 135 },
      }),
    ]);
  });

  it.each<[string, object]>([
    [
      'flat',
      {
        EventID: 4688,
        SourceName: 'Microsoft-Windows-Security-Auditing',
        Hostname: 'W',
        '@timestamp': '2020-09-20T16:16:39.000Z',
        NewProcessName: String.raw`C:\a\cmd.exe`,
        NewProcessId: '0xfec',
        CommandLine: 'cmd /c x',
      },
    ],
    [
      'Winlogbeat',
      {
        '@timestamp': '2020-09-20T16:16:39.000Z',
        winlog: {
          event_id: 4688,
          provider_name: 'Microsoft-Windows-Security-Auditing',
          computer_name: 'W',
          event_data: { NewProcessName: String.raw`C:\a\cmd.exe`, NewProcessId: '0xfec', CommandLine: 'cmd /c x' },
        },
      },
    ],
    [
      'an evtx dump',
      {
        Event: {
          System: {
            EventID: { '#text': 4688 },
            Computer: 'W',
            Provider: { '#attributes': { Name: 'Microsoft-Windows-Security-Auditing' } },
            TimeCreated: { '#attributes': { SystemTime: '2020-09-20T16:16:39.000Z' } },
          },
          EventData: { NewProcessName: String.raw`C:\a\cmd.exe`, NewProcessId: '0xfec', CommandLine: 'cmd /c x' },
        },
      },
    ],
  ])('are read when they are %s', (_form, record) => {
    expect(readEvents('sysmon', JSON.stringify(record))).toEqual([
      expect.objectContaining({
        source: 'windows-security',
        host: 'W',
        time: Date.UTC(2020, 8, 20, 16, 16, 39) * 1000,
        kind: 'process',
        title: 'process started: cmd.exe',
        detail: 'cmd /c x',
        process: expect.objectContaining({ pid: 0xfec, name: 'cmd.exe' }) as object,
      }),
    ]);
  });

  it("takes the guest's local time for what it is", () => {
    const record = {
      EventID: 4624,
      SourceName: 'Microsoft-Windows-Security-Auditing',
      EventTime: '2020-09-20 12:16:06',
      '@timestamp': '2020-09-20T16:16:09.365Z',
    };
    expect(readEvents('sysmon', JSON.stringify(record))[0]?.time).toBe(Date.UTC(2020, 8, 20, 16, 16, 6) * 1000);
  });

  it.each([
    [
      'Service Control Manager',
      7045,
      { ServiceName: 'Updater', ImagePath: 'powershell -enc x' },
      'other',
      'service installed: Updater',
      'powershell -enc x',
    ],
    ['Microsoft-Windows-PowerShell', 4104, { ScriptBlockText: 'IEX x' }, 'process', 'PowerShell', 'IEX x'],
    [
      'Microsoft-Windows-Sysmon',
      13,
      { TargetObject: String.raw`HKU\Run\x`, Details: 'y' },
      'registry',
      'registry value set: x',
      String.raw`HKU\Run\x = y`,
    ],
    [
      'Microsoft-Windows-Sysmon',
      22,
      { QueryName: 'a.example', QueryResults: '::ffff:192.0.2.1;' },
      'network',
      'name looked up: a.example',
      '::ffff:192.0.2.1;',
    ],
    [
      'Microsoft-Windows-Security-Auditing',
      4625,
      { TargetUserName: 'bob', IpAddress: '192.0.2.9', LogonType: '3' },
      'login',
      'log-on failed: bob',
      'from 192.0.2.9, type 3',
    ],
  ])('%s %i is understood', (SourceName, EventID, fields, kind, title, detail) => {
    const record = { SourceName, EventID, ...fields, '@timestamp': '2020-09-20T16:16:39Z' };
    expect(readEvents('sysmon', JSON.stringify(record))).toEqual([expect.objectContaining({ kind, title, detail })]);
  });
});
