import { isKerberos, sunRpcName } from './binary-names.ts';
import { DhcpDissector, isDhcp } from './dhcp.ts';
import { Dhcp6Dissector } from './dhcp6.ts';
import type { Dissector, DissectorOutput, FlowHint } from './dissector.ts';
import { DnsDissector } from './dns.ts';
import { isDnsHeader, isDnsMessage } from './dns-shape.ts';
import { startsWith } from './http-line.ts';
import { isLdapMessage, LdapDissector } from './ldap.ts';
import { isNetbiosName, NetbiosNameDissector } from './nbns.ts';
import { readU16, readU32 } from './numbers.ts';
import { QuicDissector } from './quic.ts';
import { Recognised } from './recognised.ts';

const STUN_COOKIE = 0x2112a442;

/** First datagram of a flow. Protocols that ports tell come first, because they are the many; then what content alone tells. */
export function probeUdp(bytes: Uint8Array, hint: FlowHint, output: DissectorOutput): Dissector | null {
  const { sport, dport } = hint;
  // Services live at low ports: the lower one is looked up first, the other when that says nothing.
  return (
    byPort(Math.min(sport, dport), bytes, output) ??
    byPort(Math.max(sport, dport), bytes, output) ??
    byContent(bytes, output)
  );
}

function byPort(port: number, bytes: Uint8Array, output: DissectorOutput): Dissector | null {
  switch (port) {
    case 53:
      return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'dns', false) : null;
    case 67:
    case 68:
      return isDhcp(bytes) ? new DhcpDissector(output) : null;
    case 137:
      return isNetbiosName(bytes) ? new NetbiosNameDissector(output) : null;
    case 546:
    case 547:
      return (bytes[0] ?? 0) >= 1 && (bytes[0] ?? 0) <= 13 && bytes.length >= 4 ? new Dhcp6Dissector(output) : null;
    case 5353:
      return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'mdns', false) : null;
    case 5355:
      return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'llmnr', false) : null;
    default: {
      const name = nameByPort(port, bytes);
      return name === '' ? null : new Recognised(name);
    }
  }
}

/** Protocols that are named, not read, and whose content needs a port's word to be believed. */
function nameByPort(port: number, bytes: Uint8Array): string {
  const first = bytes[0] ?? 0;
  switch (port) {
    case 69:
      return first === 0 && (bytes[1] ?? 0) >= 1 && (bytes[1] ?? 0) <= 6 && bytes.length >= 4 ? 'tftp' : '';
    case 88:
      return isKerberos(bytes, 0) ? 'kerberos' : '';
    case 123:
      return bytes.length >= 48 && (first & 7) !== 0 && ((first >> 3) & 7) >= 1 && ((first >> 3) & 7) <= 4 ? 'ntp' : '';
    case 138:
      return first >= 0x10 && first <= 0x16 ? 'netbios-dgm' : '';
    case 500:
    case 4500:
      return isIsakmp(bytes, port === 4500 && readU32(bytes, 0) === 0 ? 4 : 0) ? 'ipsec' : '';
    case 514:
      return first === 0x3c ? 'syslog' : '';
    case 1194:
      return first >> 3 >= 1 && first >> 3 <= 10 && bytes.length >= 14 ? 'openvpn' : '';
    case 1645:
    case 1646:
    case 1812:
    case 1813:
      return readU16(bytes, 2) === bytes.length && first >= 1 && first <= 45 ? 'radius' : '';
    case 5683:
      return first >> 6 === 1 && (first & 15) <= 8 ? 'coap' : '';
    case 51_820:
      return first === 4 && bytes.length >= 32 && bytes.length % 16 === 0 ? 'wireguard' : '';
    default:
      return '';
  }
}

function byContent(bytes: Uint8Array, output: DissectorOutput): Dissector | null {
  const first = bytes[0] ?? 0;
  if (first === 0x30 && isLdapMessage(bytes, 0)) return new LdapDissector(output);
  if (isDhcp(bytes)) return new DhcpDissector(output);
  if (first >= 0xc0 && isQuic(bytes)) return new QuicDissector(output);
  const name = nameByContent(first, bytes);
  if (name !== '') return new Recognised(name);
  return isDnsMessage(bytes, 0, bytes.length) ? new DnsDissector(output, 'dns', false) : null;
}

function nameByContent(first: number, bytes: Uint8Array): string {
  if (first >= 0x20 && first < 0x7f) {
    const text = textName(first, bytes);
    if (text !== '') return text;
  }
  if (
    first < 0x40 &&
    bytes.length >= 20 &&
    readU32(bytes, 4) === STUN_COOKIE &&
    readU16(bytes, 2) === bytes.length - 20
  )
    return 'stun';
  if (first >= 0x14 && first <= 0x17 && bytes[1] === 0xfe && (bytes[2] ?? 0) >= 0xfd) return 'dtls';
  if (first <= 3 && readU32(bytes, 0) === first * 0x1000000 && isWireguardHandshake(first, bytes.length))
    return 'wireguard';
  if ((first === 9 || first === 13) && startsWith(bytes, 9, 'Q0')) return 'quic';
  if (first === 0x38 && (bytes.length === 14 || bytes.length === 42 || bytes.length === 54)) return 'openvpn';
  return sunRpcName(bytes, 0);
}

function textName(first: number, bytes: Uint8Array): string {
  switch (first) {
    case 0x30:
      // SNMP: a sequence, the version, then a community string or (version 3) a header.
      return isSnmp(bytes) ? 'snmp' : '';
    case 0x3c:
      return isSyslog(bytes) ? 'syslog' : '';
    case 0x64:
      return startsWith(bytes, 0, 'd1:ad2:id20:') ||
        startsWith(bytes, 0, 'd1:rd2:id20:') ||
        startsWith(bytes, 0, 'd2:ip')
        ? 'bittorrent'
        : '';
    case 0x4d:
      return startsWith(bytes, 0, 'M-SEARCH * HTTP/1.') ? 'ssdp' : startsWith(bytes, 0, 'MESSAGE sip:') ? 'sip' : '';
    case 0x4e:
      return startsWith(bytes, 0, 'NOTIFY * HTTP/1.') ? 'ssdp' : startsWith(bytes, 0, 'NOTIFY sip:') ? 'sip' : '';
    case 0x53:
      return startsWith(bytes, 0, 'SIP/2.0 ') || startsWith(bytes, 0, 'SUBSCRIBE sip:') ? 'sip' : '';
    case 0x49:
      return startsWith(bytes, 0, 'INVITE sip:') ? 'sip' : '';
    case 0x4f:
      return startsWith(bytes, 0, 'OPTIONS sip:') ? 'sip' : '';
    case 0x52:
      return startsWith(bytes, 0, 'REGISTER sip:') ? 'sip' : '';
    default:
      return '';
  }
}

function isSnmp(bytes: Uint8Array): boolean {
  const size = bytes[1] ?? 0;
  const at = size < 0x80 ? 2 : 2 + (size & 0x7f);
  const version = bytes[at + 2] ?? 9;
  const next = bytes[at + 3];
  return bytes[at] === 2 && bytes[at + 1] === 1 && (version <= 1 ? next === 4 : version === 3 && next === 0x30);
}

/** `<priority>`, one to three digits. */
function isSyslog(bytes: Uint8Array): boolean {
  for (let at = 1; at <= 4; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x3e) return at > 1;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return false;
}

function isWireguardHandshake(type: number, length: number): boolean {
  return (type === 1 && length === 148) || (type === 2 && length === 92) || (type === 3 && length === 64);
}

function isIsakmp(bytes: Uint8Array, at: number): boolean {
  const version = bytes[at + 17] ?? 0;
  return (version === 0x10 || version === 0x20) && readU32(bytes, at + 24) === bytes.length - at;
}

/** A QUIC long header: version 1, 2, a draft, a Google one, or negotiation, and connection ids of legal length. */
function isQuic(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  const version = readU32(bytes, 1);
  const isKnown =
    version === 1 || version === 0x6b3343cf || version === 0 || version >>> 8 === 0xff0000 || version >>> 16 === 0x5130;
  return isKnown && (bytes[5] ?? 255) <= 20;
}
