import type { NeighbourRecord } from '../../telemetry/flow.ts';
import { canonicalAddress, canonicalMac } from './canonical-address.ts';
import { zeekBase, zeekKey, type ZeekRow, type ZeekRun } from './zeek-row.ts';

/** dns.log: one query with its answer. Message sizes are not in the log. */
export function readZeekDns(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'udp', 'dns');
  if (base === null) return false;
  const port = row.number('id.resp_p');
  run.sink({
    kind: 'record',
    record: {
      kind: 'dns',
      ...base,
      protocol: port === 5353 ? 'mdns' : port === 5355 ? 'llmnr' : 'dns',
      qname: row.text('query').slice(0, 512),
      qtype: queryType(row.text('qtype_name'), row.number('qtype')),
      rcode: row.text('rcode_name').slice(0, 32),
      answers: row.list('answers').slice(0, 16),
      queryBytes: 0,
      responseBytes: 0,
    },
  });
  return true;
}

function queryType(name: string, number: number): string {
  if (name === '*') return 'ANY';
  return name !== '' ? name.slice(0, 32) : number > 0 ? `TYPE${number}` : '';
}

/** dhcp.log: one record for each kind of message of the exchange (older logs tell only the lease). */
export function readZeekDhcp(row: ZeekRow, run: ZeekRun): boolean {
  const time = row.time('ts');
  if (Number.isNaN(time)) return false;
  const client = canonicalAddress(row.text('client_addr')) || canonicalAddress(row.text('id.orig_h')) || '0.0.0.0';
  const server =
    canonicalAddress(row.text('server_addr')) || canonicalAddress(row.text('id.resp_h')) || '255.255.255.255';
  const uid = row.list('uids')[0] ?? row.text('uid');
  const key = zeekKey(uid === '' ? `dhcp ${client} ${server}` : uid);
  const sketch = { transport: 'udp' as const, src: client, sport: 68, dst: server, dport: 67, service: 'dhcp', time };
  const flow = run.joins.refer(key, sketch);
  const types = [...new Set(row.list('msg_types'))].slice(0, 8);
  const assigned = canonicalAddress(row.text('assigned_addr')) || canonicalAddress(row.text('assigned_ip'));
  for (const message of types.length > 0 ? types : ['ACK']) {
    run.sink({
      kind: 'record',
      record: {
        kind: 'dhcp',
        flow,
        time,
        message: message.slice(0, 32).toUpperCase(),
        mac: canonicalMac(row.text('mac')),
        hostname: (row.text('host_name') || row.text('client_fqdn')).slice(0, 255),
        vendor: row.text('vendor_class').slice(0, 255),
        address: assigned || canonicalAddress(row.text('requested_addr')),
      },
    });
  }
  return true;
}

/** arp.log (a common Zeek package): a request or an answer. Each pair of hosts becomes one flow. */
export function readZeekArp(row: ZeekRow, run: ZeekRun): boolean {
  const time = row.time('ts');
  const sender = canonicalAddress(row.text('orig_h'));
  const target = canonicalAddress(row.text('resp_h'));
  const operation = row.text('operation');
  if (Number.isNaN(time) || sender === '' || target === '' || (operation !== 'request' && operation !== 'reply'))
    return false;
  const senderMac = canonicalMac(row.text('src_mac')) || canonicalMac(row.text('orig_hw'));
  const flow = run.joins.refer(`arp ${senderMac} ${sender} ${target}`, {
    transport: 'arp',
    src: sender,
    sport: 0,
    dst: target,
    dport: 0,
    service: '',
    time,
  });
  const record: NeighbourRecord = {
    kind: 'neighbour',
    flow,
    time,
    protocol: 'arp',
    operation,
    senderMac,
    sender,
    target,
  };
  run.sink({ kind: 'record', record });
  return true;
}
