import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { ImportFormat } from './import-run.ts';
import { runImport } from './run-import.test-support.ts';

function read(format: ImportFormat, content: string): HostEvent[] {
  const { events, summaries } = runImport([{ name: 'events.json', format, content }]);
  expect(summaries[0]?.skipped).toBe(0);
  return events;
}

describe('Falco', () => {
  const alert = {
    hostname: 'node-1',
    output: 'A shell was spawned',
    priority: 'Critical',
    rule: 'Terminal shell in container',
    source: 'syscall',
    tags: ['container', 'mitre_execution', 'T1059'],
    time: '2021-04-10T19:27:21.002873265Z',
    output_fields: {
      'evt.time': 0,
      'proc.name': 'sh',
      'proc.pname': 'runc',
      'proc.cmdline': 'sh -c uptime',
      'user.name': 'root',
      'fd.name': '172.17.0.9:43812->10.96.0.1:443',
    },
  };
  const text = JSON.stringify(alert).replace('"evt.time":0', '"evt.time":1618082841002873265');

  it('is read with its process, connection and claimed techniques', () => {
    expect(read('falco', text)).toEqual([
      {
        time: 1_618_082_841_002_873,
        source: 'falco',
        host: 'node-1',
        addresses: [],
        kind: 'rule',
        title: 'Terminal shell in container',
        detail: 'A shell was spawned',
        severity: 'critical',
        process: { pid: 0, name: 'sh', executable: '', commandLine: 'sh -c uptime', parentName: 'runc', user: 'root' },
        connection: { transport: 'tcp', src: '172.17.0.9', sport: 43_812, dst: '10.96.0.1', dport: 443 },
        target: '172.17.0.9:43812->10.96.0.1:443',
        claimedTechniques: ['T1059'],
        raw: text,
      },
    ]);
  });

  it('keeps the digits of integers that no double holds', () => {
    expect(read('falco', text)[0]?.raw).toContain('1618082841002873265');
  });

  it('keeps no more than 64 Ki characters of a record, and that still JSON', () => {
    const [event] = read('falco', JSON.stringify({ ...alert, output: 'x'.repeat(100_000) }));
    expect(event?.raw.length).toBeLessThanOrEqual(65_536);
    expect(JSON.parse(event?.raw ?? '')).toHaveProperty('cut');
    expect(event?.detail.length).toBe(2048);
  });
});

describe('Tetragon', () => {
  const process = {
    pid: 7,
    uid: 0,
    binary: '/usr/bin/curl',
    arguments: 'www.example.com',
    start_time: '2022-01-19T16:29:01.861Z',
  };
  const around = { node_name: 'minikube', time: '2022-01-19T16:29:02.021Z' };
  it.each<[string, object, object]>([
    [
      'exec',
      { process_exec: { process, parent: { binary: '/bin/bash' } } },
      { kind: 'process', title: 'process started: curl', detail: '/usr/bin/curl www.example.com' },
    ],
    ['exit', { process_exit: { process } }, { kind: 'process', title: 'process ended: curl' }],
    [
      'connect',
      {
        process_connect: {
          process,
          source_ip: '10.0.0.7',
          source_port: 5,
          destination_ip: '192.0.2.1',
          destination_port: 80,
          protocol: 'TCP',
        },
      },
      {
        kind: 'network',
        title: 'connection opened: curl',
        connection: { transport: 'tcp', src: '10.0.0.7', sport: 5, dst: '192.0.2.1', dport: 80 },
      },
    ],
    [
      'a probe on a file',
      {
        process_kprobe: {
          process,
          function_name: 'security_file_permission',
          args: [{ file_arg: { path: '/etc/passwd' } }],
          policy_name: 'p',
          tags: ['attack.T1003'],
        },
      },
      { kind: 'file', target: '/etc/passwd', severity: 'notice', claimedTechniques: ['T1003'] },
    ],
    [
      'a probe on a socket',
      {
        process_kprobe: {
          process,
          function_name: 'tcp_connect',
          args: [
            { sock_arg: { protocol: 'IPPROTO_TCP', saddr: '10.0.0.7', sport: 5, daddr: '192.0.2.1', dport: 443 } },
          ],
        },
      },
      { kind: 'network', connection: { transport: 'tcp', src: '10.0.0.7', sport: 5, dst: '192.0.2.1', dport: 443 } },
    ],
    [
      'a probe on privileges',
      { process_kprobe: { process, function_name: '__sys_setuid', args: [{ int_arg: 0 }] } },
      { kind: 'privilege' },
    ],
  ])('%s is read', (_what, body, expected) => {
    const record = { ...body, ...around };
    expect(read('tetragon', JSON.stringify(record, null, 3))).toEqual([
      expect.objectContaining({
        source: 'tetragon',
        host: 'minikube',
        time: Date.UTC(2022, 0, 19, 16, 29, 2, 21) * 1000,
        ...expected,
      }),
    ]);
  });
});

describe('Tracee', () => {
  it('is read, its nanoseconds exact in what is kept', () => {
    const text =
      '{"timestamp":1696255674450496178,"processId":7,"hostProcessId":1007,"processName":"bash","hostName":"h","userId":1000,"eventId":"59","eventName":"execve","args":[{"name":"pathname","value":"/bin/nc"},{"name":"argv","value":["nc","-l"]}]}';
    const [event] = read('tracee', text);
    expect(event).toMatchObject({
      time: 1_696_255_674_450_496,
      kind: 'process',
      title: 'process started: nc',
      process: { pid: 1007, name: 'nc', commandLine: 'nc -l', user: '1000' },
    });
    expect(event?.raw).toBe(text);
  });

  it('tells packets as connections and signatures as rules', () => {
    const packet = {
      timestamp: 1.7e18,
      eventName: 'net_packet_tcp',
      processName: 'vlc',
      args: [
        { name: 'src', value: '10.0.0.5' },
        { name: 'dst', value: '192.0.2.1' },
        { name: 'src_port', value: 5 },
        { name: 'dst_port', value: 80 },
      ],
    };
    const signature = {
      timestamp: 1.7e18,
      eventName: 'anti_debugging',
      processName: 'x',
      args: [],
      metadata: { Properties: { signatureName: 'Anti-Debugging', Severity: 3, external_id: 'T1622' } },
    };
    expect(read('tracee', `${JSON.stringify(packet)}\n${JSON.stringify(signature)}`)).toEqual([
      expect.objectContaining({
        kind: 'network',
        connection: { transport: 'tcp', src: '10.0.0.5', sport: 5, dst: '192.0.2.1', dport: 80 },
      }),
      expect.objectContaining({
        kind: 'rule',
        title: 'Anti-Debugging',
        severity: 'critical',
        claimedTechniques: ['T1622'],
      }),
    ]);
  });
});

describe('auditd', () => {
  const SYSCALL =
    'type=SYSCALL msg=audit(1615114232.375:15558): arch=c000003e syscall=59 success=yes exit=0 ppid=10883 pid=10884 auid=1000 uid=0 comm="cat" exe=2F7573722F62696E2F636174202864656C6574656429 key=(null)';
  const EXECVE = 'type=EXECVE msg=audit(1615114232.375:15558): argc=3 a0="cat" a1[0]=2F65 a1[1]=7463 a2=2D6E';
  const END = 'type=EOE msg=audit(1615114232.375:15558): ';

  it.each([
    ['in order', [SYSCALL, EXECVE, END]],
    ['out of order', [EXECVE, SYSCALL]],
  ])('groups the records of an event %s', (_order, lines) => {
    expect(read('auditd', lines.join('\n'))).toEqual([
      expect.objectContaining({
        time: 1_615_114_232_375_000,
        source: 'auditd',
        kind: 'process',
        title: 'process started: cat',
        detail: 'cat /etc -n',
        process: {
          pid: 10_884,
          name: 'cat',
          executable: '/usr/bin/cat (deleted)',
          commandLine: 'cat /etc -n',
          parentName: '',
          user: '0',
        },
      }),
    ]);
  });

  it('keeps interleaved events apart', () => {
    const other = SYSCALL.replace(':15558', ':15559').replace('syscall=59', 'syscall=42');
    const address =
      'type=SOCKADDR msg=audit(1615114232.375:15559): saddr=0A0001BB0000000020010DB800000000000000000000000100000000';
    expect(read('auditd', [SYSCALL, other, EXECVE, address].join('\n'))).toEqual([
      expect.objectContaining({ kind: 'process', detail: 'cat /etc -n' }),
      expect.objectContaining({
        kind: 'network',
        connection: { transport: '', src: '', sport: 0, dst: '2001:db8::1', dport: 443 },
      }),
    ]);
  });

  it('reads what user space reports inside quotes', () => {
    const line =
      'node=n1 type=USER_LOGIN msg=audit(1492896301.818:19955): pid=12635 uid=0 auid=4294967295 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.9 terminal=sshd res=failed\'';
    expect(read('auditd', line)).toEqual([
      expect.objectContaining({
        host: 'n1',
        kind: 'login',
        title: 'user login failed',
        detail: 'root from 192.0.2.9',
        severity: 'notice',
      }),
    ]);
  });

  it('reads laurel and go-libaudit', () => {
    const laurel =
      '{"ID":"1615114232.375:15558","NODE":"work","SYSCALL":{"arch":"0xc000003e","syscall":59,"pid":5,"comm":"whoami","exe":"/usr/bin/whoami","SYSCALL":"execve","UID":"root"},"EXECVE":{"argc":1,"ARGV":["whoami"]}}';
    const libaudit = JSON.stringify(
      [
        {
          '@timestamp': '2017-03-07T04:59:29.03Z',
          record_type: 'user_cmd',
          sequence: 1,
          raw_msg: 'audit(1488862769.030:19469538): user pid=3027 msg=\'cwd="/" cmd=6964\'',
          data: { cmd: 'id', pid: '3027', result: 'success' },
        },
      ],
      null,
      2,
    );
    expect(read('auditd', laurel)).toEqual([
      expect.objectContaining({ host: 'work', kind: 'process', detail: 'whoami', time: 1_615_114_232_375_000 }),
    ]);
    expect(read('auditd', libaudit)).toEqual([
      expect.objectContaining({ kind: 'privilege', title: 'user cmd', detail: 'id', time: 1_488_862_769_030_000 }),
    ]);
  });

  it('tells events whose end never came, and never holds more than a few', () => {
    const lines = Array.from({ length: 1000 }, (_none, at) => SYSCALL.replace(':15558', `:${at}`));
    expect(read('auditd', lines.join('\n'))).toHaveLength(1000);
  });
});

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
    expect(read('sysmon', JSON.stringify({ ...network, Initiated }))).toEqual([
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
    expect(read('sysmon', JSON.stringify(record))).toEqual([
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
    expect(read('sysmon', JSON.stringify(record))[0]?.time).toBe(Date.UTC(2020, 8, 20, 16, 16, 6) * 1000);
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
    expect(read('sysmon', JSON.stringify(record))).toEqual([expect.objectContaining({ kind, title, detail })]);
  });
});

describe("the console's own events", () => {
  it('come back as they were written', () => {
    const [event] = read(
      'falco',
      '{"rule":"r","output":"o","priority":"Error","time":"2021-04-10T19:27:21.5Z","hostname":"h","output_fields":{"evt.time":1618082841500000001,"proc.name":"sh","fd.name":"10.0.0.1:5->10.0.0.2:6"},"tags":["T1059"]}',
    );
    expect(read('events', JSON.stringify(event))).toEqual([event]);
  });
});

describe('any event stream', () => {
  it.each<ImportFormat>(['falco', 'tetragon', 'tracee', 'auditd', 'sysmon', 'events'])(
    '%s skips and counts what is no event',
    (format) => {
      const { events, summaries } = runImport([
        { name: 'x', format, content: '{"a":1}\n{"rule":"x","timestamp":"never","eventName":1}\nnonsense\n' },
      ]);
      expect(events).toEqual([]);
      expect(summaries[0]).toMatchObject({ taken: 0, skipped: 3 });
    },
  );
});
