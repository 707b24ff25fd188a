import { describe, expect, it } from 'vitest';
import { runImport, type TestImport } from './run-import.test-support.ts';

const BASE = {
  timestamp: '2024-01-02T03:04:05.678901+0000',
  src_ip: '10.0.0.5',
  src_port: 50_000,
  dest_ip: '192.0.2.1',
  dest_port: 443,
  proto: 'TCP',
};
const TIME = Date.UTC(2024, 0, 2, 3, 4, 5) * 1000 + 678_901;
/** Two ids that are one and the same double. */
const ONE = '9223372036854775807';
const TWO = '9223372036854775806';

function line(id: string, type: string, body: object, base: object = BASE): string {
  return JSON.stringify({ ...base, flow_id: 0, event_type: type, ...body }).replace('"flow_id":0', `"flow_id":${id}`);
}

function read(...lines: string[]): TestImport {
  return runImport([{ name: 'eve.json', format: 'eve', content: lines.join('\n') }]);
}

function flow(id: string, tcp: object = { tcp_flags_ts: '1b', tcp_flags_tc: '1b' }): string {
  const times = { start: '2024-01-02T03:04:00.000001+0000', end: '2024-01-02T03:04:09.000000+0000' };
  return line(id, 'flow', {
    app_proto: 'tls',
    vlan: [7],
    flow: { pkts_toserver: 5, pkts_toclient: 4, bytes_toserver: 670, bytes_toclient: 4000, ...times },
    tcp,
  });
}

describe('createEveImporter', () => {
  it('reads a flow, without the Ethernet headers Suricata counts', () => {
    const { flows } = read(flow(ONE));
    expect(flows).toEqual([
      expect.objectContaining({
        src: '10.0.0.5',
        sport: 50_000,
        dst: '192.0.2.1',
        dport: 443,
        transport: 'tcp',
        service: 'tls',
        state: 'SF',
        vlans: [7],
      }),
    ]);
    expect(flows[0]?.out).toMatchObject({ packets: 5, bytes: 600, payload: 340, flags: 0x1b });
    expect(flows[0]?.start).toBe(Date.UTC(2024, 0, 2, 3, 4, 0) * 1000 + 1);
  });

  it.each([
    [{ tcp_flags_ts: '02', tcp_flags_tc: '14' }, 'REJ'],
    [{ tcp_flags_ts: '02', tcp_flags_tc: '00' }, 'S0'],
    [{ state: 'established' }, 'S1'],
    [{}, 'OTH'],
  ])('maps %j to %s', (tcp, state) => {
    expect(read(flow(ONE, tcp)).flows[0]?.state).toBe(state);
  });

  it('keeps ids beyond 2^53 apart', () => {
    const { flows, records } = read(
      flow(ONE),
      flow(TWO),
      line(TWO, 'tls', { tls: { sni: 'two.example', version: 'TLS 1.3' } }),
      line(ONE, 'tls', { tls: { sni: 'one.example' } }),
    );
    expect(flows.map((one) => one.id)).toEqual([1, 2]);
    expect(records.map((record) => [record.kind === 'tls' && record.sni, record.flow])).toEqual([
      ['two.example', 2],
      ['one.example', 1],
    ]);
  });

  it('joins records that come before their flow', () => {
    const { flows, records } = read(
      line(ONE, 'http', {
        http: { hostname: 'h', url: '/x', http_method: 'GET', status: 404, length: 9, http_user_agent: 'a' },
      }),
      flow(ONE),
    );
    expect(flows).toHaveLength(1);
    expect(records).toEqual([
      expect.objectContaining({
        kind: 'http',
        flow: flows[0]?.id,
        host: 'h',
        path: '/x',
        status: 404,
        responseBytes: 9,
        time: TIME,
      }),
    ]);
  });

  const DNS = { ...BASE, proto: 'UDP', dest_port: 53 };
  it.each<[string, object[], object[]]>([
    [
      'version 1',
      [
        { type: 'query', id: 7, rrname: 'a.example', rrtype: 'A' },
        { type: 'answer', id: 7, rcode: 'NOERROR', rrname: 'a.example', rdata: '192.0.2.7' },
        { type: 'answer', id: 7, rcode: 'NOERROR', rrname: 'a.example', rdata: '192.0.2.8' },
      ],
      [{ qname: 'a.example', rcode: 'NOERROR', answers: ['192.0.2.7', '192.0.2.8'] }],
    ],
    [
      'version 2',
      [
        { type: 'query', id: 7, rrname: 'a.example', rrtype: 'A' },
        { version: 2, type: 'answer', id: 7, rrname: 'a.example', rcode: 'NOERROR', answers: [{ rdata: '192.0.2.7' }] },
      ],
      [{ qname: 'a.example', qtype: 'A', answers: ['192.0.2.7'] }],
    ],
    [
      'version 3',
      [
        { version: 3, type: 'request', id: 7, queries: [{ rrname: 'a.example', rrtype: 'TXT' }] },
        { version: 3, type: 'response', id: 7, rcode: 'NXDOMAIN', queries: [{ rrname: 'a.example', rrtype: 'TXT' }] },
      ],
      [{ qname: 'a.example', qtype: 'TXT', rcode: 'NXDOMAIN' }],
    ],
    [
      'an unanswered query',
      [{ type: 'query', id: 7, rrname: 'a.example', rrtype: 'A' }],
      [{ qname: 'a.example', rcode: '', answers: [] }],
    ],
    [
      'an answer whose query was not seen',
      [{ version: 2, type: 'answer', id: 9, rrname: 'b.example', rcode: 'SERVFAIL' }],
      [{ qname: 'b.example', rcode: 'SERVFAIL' }],
    ],
  ])('joins DNS of %s into one record', (_version, parts, expected) => {
    const { records } = read(...parts.map((dns) => line(ONE, 'dns', { dns }, DNS)));
    expect(records).toEqual(
      expected.map((one) => expect.objectContaining({ kind: 'dns', protocol: 'dns', ...one }) as object),
    );
  });

  it.each<[string, object, object]>([
    [
      'tls',
      {
        sni: 's',
        version: 'TLS 1.2',
        subject: 'CN=a',
        issuerdn: 'CN=a',
        notbefore: '2020-03-19T09:44:08',
        ja3: { hash: 'b7202231ff2db28363c109cedc6d1642' },
        ja4: 't13d1516h2_8daaf6152771_b186095e22b6',
      },
      {
        kind: 'tls',
        ja3: 'b7202231ff2db28363c109cedc6d1642',
        ja4: 't13d1516h2_8daaf6152771_b186095e22b6',
        certificate: {
          subject: 'CN=a',
          issuer: 'CN=a',
          selfSigned: true,
          notBefore: Date.UTC(2020, 2, 19, 9, 44, 8) * 1000,
          notAfter: 0,
        },
      },
    ],
    [
      'ssh',
      { client: { proto_version: '2.0', software_version: 'libssh_0.9' }, server: { software_version: 'OpenSSH_9' } },
      { kind: 'ssh', client: 'SSH-2.0-libssh_0.9', server: 'SSH-2.0-OpenSSH_9' },
    ],
    ['smtp', { helo: 'h', mail_from: '<a@b>', rcpt_to: ['<c@d>'] }, { kind: 'smtp', from: '<a@b>', to: ['<c@d>'] }],
    [
      'smb',
      {
        dialect: '2.10',
        command: 'SMB2_COMMAND_TREE_CONNECT',
        status_code: '0xC0000022',
        share: String.raw`\\h\ADMIN$`,
      },
      { kind: 'smb', version: 2, command: 'tree-connect', name: String.raw`\\h\ADMIN$`, status: '0xc0000022' },
    ],
    [
      'dcerpc',
      { interfaces: [{ uuid: '367ABB81-9844-35F1-AD32-98F038001003' }], req: { opnum: 12 } },
      { kind: 'dcerpc', interfaceName: 'svcctl', opnum: 12, operation: 'CreateServiceW' },
    ],
    [
      'dhcp',
      { dhcp_type: 'request', client_mac: '08:00:27:7f:09:e1', requested_ip: '10.0.0.9', hostname: 'pc' },
      { kind: 'dhcp', message: 'REQUEST', address: '10.0.0.9', hostname: 'pc' },
    ],
    [
      'ftp',
      { command: 'PASS', command_data: 'secret', completion_code: ['230'] },
      { kind: 'ftp', command: 'PASS', argument: '', code: 230 },
    ],
    ['rdp', { cookie: 'bob' }, { kind: 'login', protocol: 'rdp', user: 'bob' }],
  ])('reads %s', (type, body, expected) => {
    expect(read(line(ONE, type, { [type]: body })).records).toEqual([expect.objectContaining(expected)]);
  });

  it('gives both the SMB command and the remote call inside it', () => {
    const { records } = read(
      line(ONE, 'smb', {
        smb: {
          dialect: '3.11',
          command: 'SMB2_COMMAND_WRITE',
          dcerpc: { interface: { uuid: '367abb81-9844-35f1-ad32-98f038001003' }, opnum: 19 },
        },
      }),
    );
    expect(records.map((record) => record.kind)).toEqual(['smb', 'dcerpc']);
  });

  it('tells an alert as an event, as it was written', () => {
    const alert = {
      signature: 'ET SCAN',
      signature_id: 5,
      category: 'c',
      action: 'allowed',
      severity: 1,
      metadata: { mitre_technique_id: ['T1046'] },
    };
    const { events } = read(line(ONE, 'alert', { alert }));
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'rule',
        title: 'ET SCAN',
        severity: 'error',
        claimedTechniques: ['T1046'],
        connection: { transport: 'tcp', src: '10.0.0.5', sport: 50_000, dst: '192.0.2.1', dport: 443 },
      }),
    ]);
    expect(events[0]?.raw).toContain(`"flow_id":${ONE}`);
  });

  it('keeps no label of an alert', () => {
    const { events } = read(line(ONE, 'alert', { alert: { signature: 's' }, label: 'Malicious' }));
    expect(events[0]?.raw).not.toContain('Malicious');
  });

  it('counts what it does not use by name, and what is damaged', () => {
    const { summaries } = read(
      line(ONE, 'fileinfo', {}),
      line(ONE, 'stats', {}),
      line(ONE, 'stats', {}),
      '{"event_type":"flow"}',
      'nonsense',
    );
    expect(summaries[0]).toMatchObject({ taken: 0, skipped: 5 });
    expect(summaries[0]?.remarks.map((remark) => [remark.code, remark.count])).toEqual([
      ['skipped-log', 1],
      ['skipped-log', 2],
      ['bad-line', 1],
      ['bad-line', 1],
    ]);
  });
});
