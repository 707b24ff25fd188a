import { binaryName, isKerberos } from './binary-names.ts';
import { isRpcHeader } from './dcerpc-conversation.ts';
import { DceRpcDissector } from './dcerpc.ts';
import type { Dissector, DissectorOutput, FlowHint } from './dissector.ts';
import { DnsDissector } from './dns.ts';
import { isDnsHeader, isDnsMessage } from './dns-shape.ts';
import { isLdapMessage, LdapDissector } from './ldap.ts';
import { isModbusFrame, isModbusHeader, ModbusDissector } from './modbus.ts';
import { readU16, readU24, readU32 } from './numbers.ts';
import { isGreeting220, probeText } from './probe-text.ts';
import { RdpDissector } from './rdp.ts';
import { Recognised } from './recognised.ts';
import { S7Dissector } from './s7.ts';
import { SmbDissector } from './smb.ts';
import { TelnetDissector } from './telnet.ts';
import { TlsDissector } from './tls.ts';
import { isTlsRecord } from './tls-records.ts';
import { tpktKind } from './tpkt.ts';
import { Undecided } from './undecided.ts';
import { Upgradable } from './upgradable.ts';

/** First payloads shorter than this may be the start of anything: more is waited for. */
const DECISIVE_BYTES = 24;

/** Named protocols that go over to TLS within their flow. */
const UPGRADABLE = new Set(['mysql', 'postgresql', 'socks']);

/** First payload of a TCP flow. */
export function probeTcp(
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
): Dissector | null {
  const chosen = choose(bytes, fromOriginator, hint, output);
  if (chosen !== null || (bytes.length >= DECISIVE_BYTES && !isGreeting220(bytes))) return chosen;
  return new Undecided(choose, hint, output);
}

function isPort(hint: FlowHint, port: number): boolean {
  return hint.sport === port || hint.dport === port;
}

function choose(bytes: Uint8Array, fromOriginator: boolean, hint: FlowHint, output: DissectorOutput): Dissector | null {
  const first = bytes[0] ?? 0;
  if (first >= 0x14 && first <= 0x17 && bytes.length > 5 && isTlsRecord(bytes, 0)) return new TlsDissector(output);
  if ((first >= 0x20 && first < 0x7f) || first === 0x0d || first === 0x0a) {
    const text = probeText(bytes, fromOriginator, hint, output, probeTcp);
    if (text !== null) return text;
  }
  return (
    chooseFramed(first, bytes, fromOriginator, output) ??
    choosePromised(bytes, fromOriginator, hint, output) ??
    chooseName(bytes, output)
  );
}

/** Protocols whose first bytes are a telling frame header. */
function chooseFramed(
  first: number,
  bytes: Uint8Array,
  fromOriginator: boolean,
  output: DissectorOutput,
): Dissector | null {
  switch (first) {
    case 0x00:
      return isSmb(bytes) ? new SmbDissector(output) : null;
    case 0x03: {
      const kind = tpktKind(bytes);
      if (kind === null) return null;
      return kind === 'rdp' ? new RdpDissector(output) : new S7Dissector(output);
    }
    case 0x05:
      return isRpcHeader(bytes, 0, bytes.length) ? new DceRpcDissector(output) : null;
    case 0x30:
      return isLdapMessage(bytes, 0) ? new LdapDissector(output) : null;
    case 0x81:
      // A NetBIOS session request: two encoded names of 34 bytes.
      return readU24(bytes, 1) === 68 && bytes[4] === 0x20 ? new SmbDissector(output) : null;
    case 0xff: {
      const isNegotiation = (bytes[1] ?? 0) >= 0xfb && (bytes[1] ?? 0) <= 0xfe && bytes.length >= 3;
      if (!isNegotiation) return null;
      // Either end may begin to negotiate; the one that opened the connection is the client.
      return new TelnetDissector(output, true);
    }
    default:
      return null;
  }
}

function isSmb(bytes: Uint8Array): boolean {
  const magic = readU32(bytes, 4);
  return magic === 0xfe534d42 || magic === 0xff534d42 || magic === 0xfd534d42 || magic === 0xfc534d42;
}

/** Protocols without a magic: a port that promises them, or a shape too strict for chance. */
function choosePromised(
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
): Dissector | null {
  if (bytes.length < 8) return null;
  if (isPort(hint, 53))
    return isDnsHeader(bytes, 2) && readU16(bytes, 0) >= 12 ? new DnsDissector(output, 'dns', true) : null;
  if (isPort(hint, 502) ? isModbusHeader(bytes, 0) : isModbusFrame(bytes)) {
    return new ModbusDissector(output, isPort(hint, 502) ? hint.dport === 502 : fromOriginator);
  }
  if (isPort(hint, 88) && readU32(bytes, 0) === bytes.length - 4 && isKerberos(bytes, 4))
    return new Recognised('kerberos');
  const isDns = readU16(bytes, 0) === bytes.length - 2 && isDnsMessage(bytes, 2, bytes.length);
  return isDns ? new DnsDissector(output, 'dns', true) : null;
}

function chooseName(bytes: Uint8Array, output: DissectorOutput): Dissector | null {
  const name = binaryName(bytes);
  if (name === '') return null;
  return UPGRADABLE.has(name) ? new Upgradable(name, output) : new Recognised(name);
}
