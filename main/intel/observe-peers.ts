import { kindOfAddress } from '../personas/address.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { Asked } from './intelligence.ts';

/** What of a flow can be asked about: the peer's address, where it is one of the outside. */
export function askedOfFlow(flow: Flow, side: 'client' | 'server'): Asked | null {
  const peer = side === 'client' ? flow.dst : flow.src;
  if (kindOfAddress(peer) !== 'public') return null;
  // The port of a caller is drawn by chance: it is compared only where the peer serves.
  return { kind: 'address', value: peer, port: side === 'client' ? flow.dport : 0 };
}

/** What of a record can be asked about: names that were looked up or spoken to, URLs, fingerprints. */
export function askedOfRecord(record: L7Record): Asked[] {
  switch (record.kind) {
    case 'dns':
      return record.protocol === 'dns' && record.qname !== ''
        ? [{ kind: 'domain', value: record.qname.toLowerCase(), port: 0 }]
        : [];
    case 'tls': {
      const asked: Asked[] = record.sni === '' ? [] : [{ kind: 'domain', value: record.sni.toLowerCase(), port: 0 }];
      if (record.ja3 !== '') asked.push({ kind: 'ja3', value: record.ja3, port: 0 });
      if (record.ja4 !== '') asked.push({ kind: 'ja4', value: record.ja4, port: 0 });
      return asked;
    }
    case 'http': {
      const host = record.host.toLowerCase();
      const name = host.replace(/:\d+$/, '');
      if (name === '') return [];
      const asked: Asked[] = [];
      if (/[a-z]/.test(name)) asked.push({ kind: 'domain', value: name, port: 0 });
      if (record.path.startsWith('/')) asked.push({ kind: 'url', value: `http://${host}${record.path}`, port: 0 });
      return asked;
    }
    default:
      return [];
  }
}
