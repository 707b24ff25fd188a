import { startsWith } from './http-line.ts';
import { readU16, readU16Le, readU24, readU32, readU32Le } from './numbers.ts';

const KERBEROS = new Set([0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x7e]);
const MONGO_OPERATIONS = new Set([1, 1000, 2001, 2002, 2004, 2005, 2006, 2007, 2010, 2011, 2012, 2013]);

/** Name of a Sun RPC call or reply without its record mark: `nfs` for NFS and its mount protocol, else `rpc`; '' for none. */
export function sunRpcName(bytes: Uint8Array, at: number): string {
  if (bytes.length - at < 24 || readU32(bytes, at + 4) !== 0 || readU32(bytes, at + 8) !== 2) return '';
  const program = readU32(bytes, at + 12);
  if (program === 100_003 || program === 100_005) return 'nfs';
  return program >= 100_000 && program <= 100_499 ? 'rpc' : '';
}

/** Whether bytes are a Kerberos message by its application tag; the port must promise it. */
export function isKerberos(bytes: Uint8Array, at: number): boolean {
  return KERBEROS.has(bytes[at] ?? 0) && bytes.length - at >= 10;
}

function isMysqlGreeting(bytes: Uint8Array): boolean {
  const length = readU16Le(bytes, 0) | ((bytes[2] ?? 0) << 16);
  const digit = bytes[5] ?? 0;
  return (
    bytes[3] === 0 && bytes[4] === 10 && digit >= 0x30 && digit <= 0x39 && length + 4 >= bytes.length && length < 512
  );
}

function isMongo(bytes: Uint8Array): boolean {
  const length = readU32Le(bytes, 0);
  return length >= 16 && length <= 48_000_000 && length >= bytes.length && MONGO_OPERATIONS.has(readU32Le(bytes, 12));
}

function isKafka(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || readU32(bytes, 0) !== bytes.length - 4) return false;
  if (readU16(bytes, 4) > 80 || readU16(bytes, 6) > 20) return false;
  const length = readU16(bytes, 12);
  if (length === 0 || length > 128 || 14 + length > bytes.length) return false;
  for (let at = 14; at < 14 + length; at++) if ((bytes[at] ?? 0) < 0x20 || (bytes[at] ?? 0) > 0x7e) return false;
  return true;
}

function isMqtt(bytes: Uint8Array): boolean {
  for (let at = 2; at <= 5; at++) {
    if (startsWith(bytes, at, '\0\u0004MQTT') || startsWith(bytes, at, '\0\u0006MQIsdp')) return true;
  }
  return false;
}

/** Beginning with a zero byte: lengths in front of databases' and brokers' first messages. */
function zeroName(bytes: Uint8Array): string {
  const code = readU32(bytes, 4);
  const length = readU32(bytes, 0);
  if (length === 8 && (code === 80_877_103 || code === 80_877_104)) return 'postgresql';
  if (code === 0x00030000 && length >= bytes.length && length < 4096) return 'postgresql';
  return isKafka(bytes) ? 'kafka' : '';
}

/**
 * Name of a TCP protocol by the binary beginning of its first payload, for protocols that are named and not read; '' for
 * none. At least 8 bytes decide.
 */
export function binaryName(bytes: Uint8Array): string {
  switch (bytes[0]) {
    case 0x00: {
      const name = zeroName(bytes);
      if (name !== '') return name;
      break;
    }
    case 0x04:
      return (bytes[1] === 1 || bytes[1] === 2) && bytes.length >= 9 && bytes.length < 512 && bytes.at(-1) === 0
        ? 'socks'
        : '';
    case 0x05:
      return (bytes[1] ?? 0) > 0 && bytes.length === 2 + (bytes[1] ?? 0) && (bytes[2] ?? 9) <= 2 ? 'socks' : '';
    case 0x10:
      if (isMqtt(bytes)) return 'mqtt';
      break;
    case 0x12:
      // A TDS prelogin; or a request of the Apache JServ protocol.
      if (bytes[1] === 1 && readU16(bytes, 2) === bytes.length) return 'mssql';
      if (bytes[1] === 0x34 && readU16(bytes, 2) === bytes.length - 4) return 'ajp';
      break;
    case 0x13:
      if (startsWith(bytes, 1, 'BitTorrent protocol')) return 'bittorrent';
      break;
    case 0x80: {
      // A Sun RPC record of one fragment, or the ClientHello of SSL 2 that offers SSL 3 and later.
      const name = readU24(bytes, 1) === bytes.length - 4 ? sunRpcName(bytes, 4) : '';
      if (name !== '') return name;
      if (bytes[2] === 1 && bytes[3] === 3 && (bytes[1] ?? 0) + 2 === bytes.length) return 'tls';
      break;
    }
    case 0xff:
      if (bytes.length >= 19 && readU32(bytes, 4) === 0xffffffff && readU32(bytes, 12) === 0xffffffff) return 'bgp';
      break;
    default:
  }
  if (bytes.length < 16) return '';
  if (isMysqlGreeting(bytes)) return 'mysql';
  return isMongo(bytes) ? 'mongodb' : '';
}
