import { describe, expect, it } from 'vitest';
import type { ImportFormat } from './import-format.ts';
import { readEvents, runImport } from './run-import.test-support.ts';

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
    expect(readEvents('falco', text)).toEqual([
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
    expect(readEvents('falco', text)[0]?.raw).toContain('1618082841002873265');
  });

  it('keeps no more than 64 Ki characters of a record, and that still JSON', () => {
    const [event] = readEvents('falco', JSON.stringify({ ...alert, output: 'x'.repeat(100_000) }));
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
    expect(readEvents('tetragon', JSON.stringify(record, null, 3))).toEqual([
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
    const [event] = readEvents('tracee', text);
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
    expect(readEvents('tracee', `${JSON.stringify(packet)}\n${JSON.stringify(signature)}`)).toEqual([
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

describe("the console's own events", () => {
  it('come back as they were written', () => {
    const [event] = readEvents(
      'falco',
      '{"rule":"r","output":"o","priority":"Error","time":"2021-04-10T19:27:21.5Z","hostname":"h","output_fields":{"evt.time":1618082841500000001,"proc.name":"sh","fd.name":"10.0.0.1:5->10.0.0.2:6"},"tags":["T1059"]}',
    );
    expect(readEvents('events', JSON.stringify(event))).toEqual([event]);
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
