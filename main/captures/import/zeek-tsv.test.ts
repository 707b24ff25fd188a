import { describe, expect, it } from 'vitest';
import { runImport, type TestFile } from './run-import.test-support.ts';

const HEADER = (path: string, fields: string): string =>
  [
    String.raw`#separator \x09`,
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#fields\t${fields.replaceAll(' ', '\t')}`,
  ].join('\n');
const CONN_FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents label detailedlabel';
const DNS_FIELDS = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query qtype qtype_name rcode_name answers';

function conn(lines: string[]): TestFile {
  return {
    name: 'conn.log.labeled',
    format: 'zeek-tsv',
    content: `${HEADER('conn', CONN_FIELDS)}\n${lines.join('\n')}\n#close\t2024\n`,
  };
}

const WEB =
  '1601998366.785668\tCa\t10.0.0.5\t50000\t192.0.2.1\t443\ttcp\tssl\t1.500000\t100\t2000\tSF\t0\tShADadFf\t8\t424\t9\t2368\t(empty)\tMalicious\tBotnet';
const DNS_CONN =
  '1601998366.000001\tCb\t10.0.0.5\t50001\t10.0.0.1\t53\tudp\tdns\t0.007\t37\t77\tSF\t0\tDd\t1\t65\t1\t105\t-\tBenign\t-';
const DNS: TestFile = {
  name: 'dns.log',
  format: 'zeek-tsv',
  content: `${HEADER('dns', DNS_FIELDS)}\n1601998366.000001\tCb\t10.0.0.5\t50001\t10.0.0.1\t53\tudp\texample\\x2ecom\t1\tA\tNOERROR\t192.0.2.1,192.0.2.2\n`,
};

describe('createZeekTsvImporter', () => {
  it('reads a connection as a flow', () => {
    const { flows, summaries } = runImport([conn([WEB])]);
    expect(summaries).toEqual([{ taken: 1, skipped: 0, remarks: [] }]);
    expect(flows).toHaveLength(1);
    expect(flows[0]).toMatchObject({
      id: 1,
      transport: 'tcp',
      src: '10.0.0.5',
      sport: 50_000,
      dst: '192.0.2.1',
      dport: 443,
      service: 'tls',
      state: 'SF',
      start: 1_601_998_366_785_668,
      end: 1_601_998_368_285_668,
      firstPacket: -1,
      entropyOut: -1,
      communityId: '',
    });
    expect(flows[0]?.out).toMatchObject({ packets: 8, bytes: 424, payload: 100, flags: 0x1b, gapMean: 0 });
    expect(flows[0]?.in).toMatchObject({ packets: 9, bytes: 2368, payload: 2000, flags: 0x1b });
  });

  it.each([
    ['records first', [DNS, conn([WEB, DNS_CONN])]],
    ['connections first', [conn([WEB, DNS_CONN]), DNS]],
  ])('joins records to their flow: %s', (_order, files) => {
    const { flows, records } = runImport(files);
    const flow = flows.find((one) => one.dport === 53);
    expect(flows).toHaveLength(2);
    expect(records).toEqual([
      expect.objectContaining({
        kind: 'dns',
        flow: flow?.id,
        qname: 'example.com',
        answers: ['192.0.2.1', '192.0.2.2'],
        rcode: 'NOERROR',
        protocol: 'dns',
      }),
    ]);
  });

  it('tells a flow from its records when no log describes it', () => {
    const { flows } = runImport([DNS]);
    expect(flows).toEqual([
      expect.objectContaining({ src: '10.0.0.5', dport: 53, transport: 'udp', service: 'dns', state: 'OTH' }),
    ]);
  });

  it('never lets a label through', () => {
    const { observations } = runImport([conn([WEB, DNS_CONN])]);
    expect(JSON.stringify(observations)).not.toMatch(/malicious|benign|botnet/i);
  });

  it('does not count a connection twice that two logs describe', () => {
    const { flows, summaries } = runImport([conn([WEB]), { ...conn([WEB]), name: 'labeled-conn.log' }]);
    expect(flows).toHaveLength(1);
    expect(summaries[1]?.remarks).toEqual([expect.objectContaining({ code: 'repeated-flow', count: 1 })]);
  });

  it.each([
    ['no time', WEB.replace('1601998366.785668', '-')],
    ['no address', WEB.replace('10.0.0.5', 'not-an-address')],
    ['an address that is markup', WEB.replace('10.0.0.5', '<img src=x>')],
    ['a protocol nobody knows', WEB.replace('\ttcp\t', '\tqqq\t')],
    ['a line cut after two columns', '1601998366.785668\tCa'],
  ])('skips and counts a line with %s', (_what, line) => {
    const { flows, summaries } = runImport([conn([line, DNS_CONN])]);
    expect(flows).toHaveLength(1);
    expect(summaries[0]).toMatchObject({ taken: 1, skipped: 1, remarks: [{ code: 'bad-line', line: 7, count: 1 }] });
  });

  it('reads ICMP type and code from the ports', () => {
    const line = '1.5\tCi\t10.0.0.5\t8\t192.0.2.1\t0\ticmp\t-\t-\t-\t-\tOTH\t0\t-\t3\t84\t0\t0\t-\t-\t-';
    const unreachable = '1.5\tCj\t10.0.0.5\t3\t192.0.2.1\t1\ticmp\t-\t-\t-\t-\tOTH\t0\t-\t3\t84\t0\t0\t-\t-\t-';
    const { flows } = runImport([conn([line, unreachable])]);
    expect(flows.map((flow) => [flow.icmpType, flow.icmpCode, flow.sport, flow.dport])).toEqual([
      [8, 0, 0, 0],
      [3, 1, 0, 0],
    ]);
  });

  it('does not believe payload beyond the bytes counted, unless bytes are missing', () => {
    const forged = WEB.replace('\t100\t2000\t', '\t4000000000\t2000\t');
    const lost = forged.replace('\tSF\t0\t', '\tSF\t77\t').replace('\tCa\t', '\tCc\t');
    const { flows } = runImport([conn([forged, lost])]);
    expect(flows.map((flow) => flow.out.payload)).toEqual([0, 4_000_000_000]);
  });

  it('passes over a log it does not use, by name', () => {
    const { summaries } = runImport([
      { name: 'weird.log', format: 'zeek-tsv', content: `${HEADER('weird', 'ts name')}\n1.0\tx\n2.0\ty\n` },
    ]);
    expect(summaries[0]?.remarks).toEqual([
      expect.objectContaining({ code: 'skipped-log', count: 2, text: expect.stringContaining('weird') as string }),
    ]);
  });

  it('completes a handshake with its certificate, whichever log comes first', () => {
    const ssl: TestFile = {
      name: 'ssl.log',
      format: 'zeek-tsv',
      content: `${HEADER('ssl', 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p version server_name established cert_chain_fuids')}\n5.0\tCa\t10.0.0.5\t50000\t192.0.2.1\t443\tTLSv12\thost.example\tT\tFa,Fb\n`,
    };
    const x509: TestFile = {
      name: 'x509.log',
      format: 'zeek-tsv',
      content: `${HEADER('x509', 'ts id certificate.subject certificate.issuer certificate.not_valid_before certificate.not_valid_after')}\n5.0\tFa\tCN=a\tCN=a\t1.0\t9.5\n`,
    };
    for (const files of [
      [ssl, x509],
      [x509, ssl],
    ]) {
      expect(runImport(files).records).toEqual([
        expect.objectContaining({
          kind: 'tls',
          version: 'TLS 1.2',
          established: true,
          certificate: { subject: 'CN=a', issuer: 'CN=a', selfSigned: true, notBefore: 1e6, notAfter: 9_500_000 },
        }),
      ]);
    }
    expect(runImport([ssl]).records).toEqual([expect.objectContaining({ certificate: null })]);
  });
});
