import { describe, expect, it } from 'vitest';
import { runImport, type TestFile } from './run-import.test-support.ts';

const CONN = {
  ts: 1_641_918_754.93611,
  uid: 'Ca',
  'id.orig_h': '10.0.0.5',
  'id.orig_p': 50_000,
  'id.resp_h': '2001:DB8:0:0::1',
  'id.resp_p': 80,
  proto: 'tcp',
  service: 'http',
  duration: 0.5,
  orig_bytes: 10,
  resp_bytes: 20,
  conn_state: 'RSTO',
  history: 'ShADR',
  orig_pkts: 3,
  orig_ip_bytes: 162,
  resp_pkts: 1,
  resp_ip_bytes: 80,
  community_id: '1:wCb3OG7yAFWelaUydu0D+125CLM=',
  label: 'Malicious',
};
const UNDERSCORED = Object.fromEntries(
  Object.entries(CONN).map(([name, value]) => [name.replace('id.', 'id_'), value]),
);
const { 'id.orig_h': _a, 'id.orig_p': _b, 'id.resp_h': _c, 'id.resp_p': _d, ...rest } = CONN;
const NESTED = { ...rest, id: { orig_h: '10.0.0.5', orig_p: 50_000, resp_h: '2001:db8::1', resp_p: 80 } };

function file(name: string, records: readonly object[]): TestFile {
  return { name, format: 'zeek-json', content: records.map((record) => JSON.stringify(record)).join('\n') };
}

describe('createZeekJsonImporter', () => {
  it.each([
    ['dots', CONN],
    ['underscores', UNDERSCORED],
    ['nesting', NESTED],
  ])('reads column names written with %s', (_form, record) => {
    const { flows, observations } = runImport([file('whatever.json', [record])]);
    expect(flows).toEqual([
      expect.objectContaining({
        src: '10.0.0.5',
        sport: 50_000,
        dst: '2001:db8::1',
        dport: 80,
        state: 'RSTO',
        start: 1_641_918_754_936_110,
        communityId: '1:wCb3OG7yAFWelaUydu0D+125CLM=',
      }),
    ]);
    expect(JSON.stringify(observations)).not.toContain('Malicious');
  });

  it.each<[string, object, object]>([
    [
      'dns',
      { query: 'a.example', qtype_name: 'TXT', rcode_name: 'NXDOMAIN', answers: ['x'] },
      { kind: 'dns', qname: 'a.example', qtype: 'TXT', rcode: 'NXDOMAIN' },
    ],
    [
      'http',
      { method: 'GET', uri: '/bin.sh', host: 'h', status_code: 200, resp_mime_types: ['application/x-executable'] },
      { kind: 'http', path: '/bin.sh', bodyMagic: 'elf', status: 200 },
    ],
    [
      'ssh',
      { client: 'SSH-2.0-a', server: 'SSH-2.0-b', auth_attempts: 1 },
      { kind: 'ssh', client: 'SSH-2.0-a', server: 'SSH-2.0-b' },
    ],
    [
      'smtp',
      { helo: 'x', mailfrom: 'a@b', rcptto: ['c@d'], last_reply: '535 authentication failed', tls: true },
      { kind: 'smtp', from: 'a@b', to: ['c@d'], auth: true, authOk: false, startTls: true },
    ],
    [
      'ftp',
      { command: 'PASS', arg: 'secret', reply_code: 230 },
      { kind: 'ftp', command: 'PASS', argument: '', code: 230 },
    ],
    [
      'smb_mapping',
      { path: '\\\\h\\ADMIN$', share_type: 'DISK' },
      { kind: 'smb', command: 'tree-connect', name: '\\\\h\\ADMIN$' },
    ],
    [
      'smb_files',
      { action: 'SMB::FILE_OPEN', path: '\\\\h\\c$', name: 'x.exe' },
      { kind: 'smb', command: 'create', name: '\\\\h\\c$\\x.exe' },
    ],
    [
      'ntlm',
      { username: 'u', domainname: 'D', success: false },
      { kind: 'smb', command: 'session-setup', name: 'D\\u', status: '0xc000006d' },
    ],
    [
      'dce_rpc',
      { endpoint: 'svcctl', operation: 'CreateServiceW' },
      { kind: 'dcerpc', interfaceId: '367abb81-9844-35f1-ad32-98f038001003', operation: 'CreateServiceW' },
    ],
    ['ldap_search', { scope: 'base', base_object: 'dc=x' }, { kind: 'ldap', operation: 'search', name: 'dc=x' }],
    ['modbus', { func: 'READ_COILS', tid: 1, unit: 3 }, { kind: 'modbus', function: 1, unit: 3, exception: false }],
    [
      'modbus',
      { func: 'unknown-90', tid: 1, exception: 'ILLEGAL_FUNCTION' },
      { kind: 'modbus', function: 90, exception: true },
    ],
    ['rdp', { cookie: 'bob' }, { kind: 'login', protocol: 'rdp', user: 'bob', ok: null }],
  ])('reads %s', (log, fields, expected) => {
    const base = { ts: 5, uid: 'Cz', 'id.orig_h': '10.0.0.5', 'id.orig_p': 1, 'id.resp_h': '10.0.0.6', 'id.resp_p': 2 };
    const { records, flows } = runImport([file(`${log}.log`, [{ ...base, ...fields }])]);
    expect(records).toEqual([expect.objectContaining({ time: 5e6, flow: flows[0]?.id, ...expected })]);
  });

  it('reads DHCP and ARP, which have no connection of their own', () => {
    const dhcp = {
      ts: 1,
      uids: ['C1'],
      client_addr: '10.0.0.5',
      server_addr: '10.0.0.1',
      mac: '08:00:27:7F:09:E1',
      host_name: 'pc',
      msg_types: ['REQUEST', 'ACK'],
    };
    const arp = {
      ts: 2,
      operation: 'request',
      src_mac: '50:5b:c2:db:c3:17',
      orig_h: '10.0.0.5',
      resp_h: '10.0.0.9',
      orig_hw: '50:5b:c2:db:c3:17',
    };
    const { records, flows } = runImport([file('dhcp.log', [dhcp]), file('arp.log', [arp, { ...arp, ts: 3 }])]);
    expect(records.map((record) => record.kind)).toEqual(['dhcp', 'dhcp', 'neighbour', 'neighbour']);
    expect(records[0]).toMatchObject({ mac: '08:00:27:7f:09:e1', hostname: 'pc' });
    expect(flows).toEqual([
      expect.objectContaining({ transport: 'udp', service: 'dhcp', dport: 67 }),
      expect.objectContaining({ transport: 'arp', src: '10.0.0.5', dst: '10.0.0.9', start: 2e6, end: 3e6 }),
    ]);
    expect(flows[1]?.out.packets).toBe(2);
  });

  it('tells a notice as an event whose kept record holds no label', () => {
    const notice = {
      ts: 1,
      note: 'Scan::Port_Scan',
      msg: 'x scanned',
      src: '10.0.0.5',
      label: 'Malicious',
      detailedlabel: 'Scan',
    };
    const { events } = runImport([file('notice.log', [notice])]);
    expect(events).toEqual([
      expect.objectContaining({ kind: 'rule', title: 'Scan::Port_Scan', addresses: ['10.0.0.5'], severity: 'notice' }),
    ]);
    expect(events[0]?.raw).not.toMatch(/label|malicious/i);
  });

  it('hands paths and agents to the search for exploit strings', async () => {
    const { createZeekJsonImporter } = await import('./zeek-json.ts');
    const seen: string[] = [];
    const found: unknown[] = [];
    const importer = createZeekJsonImporter({
      nextFlowId: () => 1,
      fileName: 'http.log',
      sink: (observation) => found.push(observation),
      exploitSigns: (text, where) => {
        seen.push(`${where} ${text}`);
        return text.includes('jndi') ? ['jndi'] : [];
      },
    });
    const record = {
      ts: 1,
      uid: 'C',
      'id.orig_h': '10.0.0.1',
      'id.resp_h': '10.0.0.2',
      method: 'GET',
      uri: '/x',
      user_agent: '${jndi:x}',
    };
    importer.push(new TextEncoder().encode(JSON.stringify(record)));
    importer.end();
    expect(seen).toEqual(['path /x', 'header ${jndi:x}']);
    expect(JSON.stringify(found)).toContain('"exploit":["jndi"]');
  });
});
