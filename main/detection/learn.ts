import { kindOfAddress } from '../personas/address.ts';
import type { DhcpRecord, L7Record } from '../telemetry/flow.ts';
import type { BoundedMap } from './bounded-map.ts';
import type { HostTrace } from './host-trace.ts';
import type { Ends } from './signal.ts';

/** Names by which addresses were asked for, over all hosts. */
export type NameBook = BoundedMap<string, string>;

/** Host part of an HTTP Host header: without port, '' for bare addresses. */
function hostName(header: string): string {
  const host = header.replace(/:\d{1,5}$/, '').toLowerCase();
  return kindOfAddress(host) === 'other' || /[a-z]/.test(host.slice(-3)) ? host : '';
}

/** Learns what addresses are called from what is asked for and told about them. */
export function learnNames(record: L7Record, ends: Ends, names: NameBook): void {
  if (record.kind === 'dns') {
    for (const answer of record.answers) {
      if (kindOfAddress(answer) !== 'other') names.obtain(answer, () => record.qname.toLowerCase());
    }
  } else if (record.kind === 'tls' && record.sni !== '') names.obtain(ends.dst, () => record.sni.toLowerCase());
  else if (record.kind === 'http') {
    const host = hostName(record.host);
    if (host !== '') names.obtain(ends.dst, () => host);
  }
}

const isHostName = (name: string): boolean => name.length > 0 && name.length <= 63 && !name.includes(' ');

/** Messages of a DHCP server; what they say is about the client they answer. */
const SERVER_MESSAGES = new Set(['OFFER', 'ACK', 'NAK', 'ADVERTISE', 'REPLY', 'RECONFIGURE']);

function isServersLease(record: DhcpRecord): boolean {
  return SERVER_MESSAGES.has(record.message.toUpperCase());
}

/**
 * The address a lease names a host for: the one it is about, else that of the client who asks.
 * @returns '' when it names nobody
 */
export function leaseholderOf(record: DhcpRecord, ends: Ends): string {
  if (record.hostname === '') return '';
  const { address } = record;
  if (
    address !== '' &&
    address !== '0.0.0.0' &&
    kindOfAddress(address) !== 'other' &&
    kindOfAddress(address) !== 'group'
  )
    return address;
  return isServersLease(record) ? '' : ends.src;
}

/** Learns about the client of a flow: its own names, and the fingerprints it leaves. */
export function learnClient(record: L7Record, ends: Ends, trace: HostTrace): void {
  switch (record.kind) {
    case 'dhcp':
      if (isServersLease(record)) break;
      trace.addSignature('DHCP vendor', record.vendor);
      trace.addFact('DHCP server', kindOfAddress(ends.dst) === 'group' ? '' : ends.dst);
      break;
    case 'nbns':
      // Suffix 0x00 is taken by workgroups too; 0x20 is the host's own.
      if (
        record.operation === 'registration' &&
        (record.suffix === 0x20 || record.suffix === 0) &&
        isHostName(record.name)
      )
        trace.addName(record.name, record.suffix === 0x20 ? 'netbios' : 'greeting');
      break;
    case 'dns':
      if (record.protocol === 'dns') trace.addFact('DNS server', ends.dst);
      else if (record.protocol === 'mdns' && record.answers.includes(ends.src)) trace.addName(record.qname, 'mdns');
      break;
    case 'tls':
      trace.addSignature('JA4', record.ja4);
      break;
    case 'http':
      trace.addSignature('User agent', record.agent.slice(0, 256));
      break;
    case 'ssh':
      trace.addSignature('SSH client', record.client);
      break;
    case 'smtp':
      if (isHostName(record.helo) && !record.helo.startsWith('[')) trace.addName(record.helo, 'greeting');
      break;
    default:
  }
}

/** Learns about the server of a flow. */
export function learnServer(record: L7Record, trace: HostTrace): void {
  if (record.kind === 'ssh') trace.addSignature('SSH server', record.server);
  else if (record.kind === 'tls' && record.certificate !== null)
    trace.addSignature('Certificate', record.certificate.subject);
}
