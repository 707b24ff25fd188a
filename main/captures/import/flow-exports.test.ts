import { describe, expect, it } from 'vitest';
import { runImport, type TestImport } from './run-import.test-support.ts';

const LONG = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out';
const AT = Date.UTC(2024, 0, 2, 3, 4, 5) * 1000;

function nfdump(header: string, ...rows: string[]): TestImport {
  return runImport([
    { name: 'flows.csv', format: 'nfdump-csv', content: [header, ...rows, 'Summary', 'flows,bytes', '1,2'].join('\n') },
  ]);
}

const row = (src: string, dst: string, sp: number, dp: number, rest: string, at = '03:04:05'): string =>
  `2024-01-02 ${at},2024-01-02 ${at},0.500,${src},${dst},${sp},${dp},${rest}`;

describe('createNfdumpImporter', () => {
  it('joins the two directions of a conversation; who sent the SYN alone began it', () => {
    const { flows } = nfdump(
      LONG,
      row('192.0.2.1', '10.0.0.5', 902, 50_000, 'TCP,...A.R..,0,0,1,40,0,0,0,0'),
      row('10.0.0.5', '192.0.2.1', 50_000, 902, 'TCP,......S.,0,0,1,60,0,0,0,0'),
    );
    expect(flows).toEqual([
      expect.objectContaining({
        src: '10.0.0.5',
        sport: 50_000,
        dst: '192.0.2.1',
        dport: 902,
        state: 'REJ',
        start: AT,
        end: AT + 500_000,
      }),
    ]);
    expect(flows[0]?.out).toMatchObject({ packets: 1, bytes: 60, payload: 0, flags: 2 });
    expect(flows[0]?.in).toMatchObject({ packets: 1, bytes: 40, flags: 0x14 });
  });

  it('tells the client by its higher port where nothing else does', () => {
    const { flows } = nfdump(
      LONG,
      row('10.0.0.1', '10.0.0.5', 53, 40_000, 'UDP,........,0,0,1,120,0,0'),
      row('10.0.0.5', '10.0.0.1', 40_000, 53, 'UDP,........,0,0,1,60,0,0'),
    );
    expect(flows).toEqual([expect.objectContaining({ src: '10.0.0.5', dport: 53, state: 'OTH' })]);
  });

  it('does not join conversations that are apart in time', () => {
    const { flows } = nfdump(
      LONG,
      row('10.0.0.5', '10.0.0.1', 40_000, 53, 'UDP,,0,0,1,60,0,0'),
      row('10.0.0.1', '10.0.0.5', 53, 40_000, 'UDP,,0,0,1,120,0,0', '03:14:05'),
    );
    expect(flows).toHaveLength(2);
  });

  it('takes what nfdump joined itself', () => {
    const { flows } = nfdump(LONG, row('10.0.0.5', '192.0.2.1', 50_000, 443, 'TCP,...AP.SF,0,0,12,2376,10,2367,0,0'));
    expect(flows[0]).toMatchObject({ state: 'SF', in: { packets: 10, bytes: 2367 } });
  });

  it('reads the columns of newer versions', () => {
    const { flows } = nfdump(
      'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows',
      '2024-01-02 03:04:05.678,1.500,6,10.0.0.5,50000,192.0.2.1,443,3,180,1',
    );
    expect(flows).toEqual([expect.objectContaining({ transport: 'tcp', start: AT + 678_000, end: AT + 2_178_000 })]);
  });

  it('reads ICMP type and code from the port', () => {
    expect(nfdump(LONG, row('10.0.0.5', '192.0.2.1', 0, 769, 'ICMP,,0,0,1,84,0,0')).flows).toEqual([
      expect.objectContaining({ icmpType: 3, icmpCode: 1, dport: 0 }),
    ]);
  });

  it('skips and counts bad rows, and stops at the summary', () => {
    const { summaries, flows } = nfdump(LONG, 'x,y,z', row('10.0.0.5', 'nowhere', 1, 2, 'TCP,,0,0,1,60,0,0'));
    expect(flows).toEqual([]);
    expect(summaries[0]).toMatchObject({ taken: 0, skipped: 2, remarks: [{ code: 'bad-line', count: 2 }] });
  });
});

const HEADER =
  'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label';

function binetflow(...rows: string[]): TestImport {
  return runImport([{ name: 'capture.binetflow', format: 'binetflow', content: [HEADER, ...rows].join('\n') }]);
}

describe('createBinetflowImporter', () => {
  it('reads a flow and never its label', () => {
    const { flows, observations } = binetflow(
      '2024/01/02 03:04:05.000007,1.500000,tcp,10.0.0.5,50000,   ->,192.0.2.1,443,FSPA_FSPA,0,0,10,4140,640,5,flow=From-Botnet',
    );
    expect(flows).toEqual([
      expect.objectContaining({
        src: '10.0.0.5',
        sport: 50_000,
        dport: 443,
        state: 'SF',
        start: AT + 7,
        end: AT + 1_500_007,
      }),
    ]);
    expect(flows[0]?.out).toMatchObject({ packets: 5, bytes: 570, payload: 310, flags: 0x1b });
    expect(flows[0]?.in).toMatchObject({ packets: 5, bytes: 3430 });
    expect(JSON.stringify(observations)).not.toContain('Botnet');
  });

  it.each([
    ['tcp', '   ->', 'REQ', '1,60,60,1', 'S0'],
    ['tcp', '   ->', 'S_RA', '2,114,60,1', 'REJ'],
    ['tcp', '   ->', 'S_', '3,180,180,3', 'S0'],
    ['tcp', '   ->', 'CON', '10,1000,500,5', 'S1'],
    ['tcp', '   ->', 'RST', '2,120,60,1', 'REJ'],
    ['tcp', '   ->', 'S0', '1,60,60,1', 'S0'],
    ['udp', '  <->', 'CON', '2,142,63,1', 'OTH'],
  ])('maps %s %s %s', (proto, direction, state, counts, expected) => {
    expect(
      binetflow(`2024/01/02 03:04:05.0,0.1,${proto},10.0.0.5,50000,${direction},192.0.2.1,443,${state},0,0,${counts},x`)
        .flows[0]?.state,
    ).toBe(expected);
  });

  it('turns a flow round whose arrow points to the left', () => {
    const { flows } = binetflow(
      '2024/01/02 03:04:05.0,0.1,tcp,192.0.2.1,443,  <-,10.0.0.5,50000,SPA_SPA,0,0,5,1000,400,2,x',
    );
    expect(flows).toEqual([expect.objectContaining({ src: '10.0.0.5', sport: 50_000, dst: '192.0.2.1', dport: 443 })]);
    expect([flows[0]?.out.packets, flows[0]?.in.packets]).toEqual([3, 2]);
  });

  it('reads tabs, hexadecimal ports, ARP, and shares packets where only their sum is told', () => {
    const content = `${HEADER.replace(',SrcPkts', '').replaceAll(',', '\t')}\n2024/01/02 03:04:05.0\t0.1\ticmp\t10.0.0.5\t0x0008\t  <->\t192.0.2.1\t0x0303\tECO\t0\t0\t4\t392\t196\tx\n2024/01/02 03:04:05.0\t0\tarp\t10.0.0.5\t\t  who\t10.0.0.1\t\tCON\t\t\t2\t120\t60\tx`;
    const { flows } = runImport([{ name: 'x.binetflow', format: 'binetflow', content }]);
    expect(flows.map((flow) => [flow.transport, flow.sport, flow.icmpType, flow.out.packets, flow.in.packets])).toEqual(
      [
        ['icmp', 0, 8, 2, 2],
        ['arp', 0, 0, 1, 1],
      ],
    );
  });

  it("passes over Argus's own records and frames without IP", () => {
    const { flows, summaries } = binetflow(
      '2018/05/10 10:52:47.283479,0.045010,man,0,0,,0,0,STA,,,0,0,0,0,',
      '1970/01/01 01:00:00.0,0,llc,00:00:00:00:00:00,0,   ->,00:00:00:00:00:00,0,INT,0,,1,60,60,1,x',
    );
    expect(flows).toEqual([]);
    expect(summaries[0]?.remarks).toEqual([expect.objectContaining({ code: 'not-ip', count: 2 })]);
  });
});
