import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../shared/parse-ipv4.ts';
import type { Indicator } from './indicator.ts';
import { normaliseUrl } from './normalise-url.ts';

/** What a word of a feed names, before the feed says how sure it is and since when. */
export type Named = Pick<Indicator, 'kind' | 'value' | 'port'>;

const DIGEST_LENGTHS: ReadonlySet<number> = new Set([32, 40, 64, 96, 128]);
const LABELS = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Tells what a word of a feed names and brings it to its normal form. Defanged writing (`hxxp`, `[.]`) is understood. A
 * word with a path and no scheme (`host/path`) is a URL.
 * @returns null for what is nothing that traffic could be compared with
 */
export function classifyIndicator(word: string): Named | null {
  if (word.length > 2048) return null;
  const text = word
    .trim()
    .replaceAll(/\[\.\]|\(\.\)|\[dot\]/gi, '.')
    .replaceAll('[:]', ':')
    .replace(/^hxxp/i, 'http');
  if (text === '') return null;
  return toAddress(text) ?? toDigest(text) ?? toDomain(text) ?? toUrl(text);
}

function toAddress(text: string): Named | null {
  const slash = text.indexOf('/');
  if (slash > 0 && /^\d{1,3}$/.test(text.slice(slash + 1)))
    return toSubnet(text.slice(0, slash), Number(text.slice(slash + 1)));
  if (slash >= 0) return null;
  if (parseIpv4(text) >= 0) return { kind: 'ip', value: trimZeros(text), port: 0 };
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text);
  const bare = bracketed?.[1] ?? text;
  if (bare.includes(':') && ipaddr.IPv6.isValid(bare) && !bare.includes('%')) {
    const value = ipaddr.IPv6.parse(bare).toRFC5952String();
    return withPort(value, bracketed?.[2]);
  }
  const colon = text.indexOf(':');
  if (colon > 0 && parseIpv4(text.slice(0, colon)) >= 0) {
    const port = text.slice(colon + 1);
    return /^\d{1,5}$/.test(port) ? withPort(trimZeros(text.slice(0, colon)), port) : null;
  }
  return null;
}

function withPort(value: string, port: string | undefined): Named | null {
  if (port === undefined) return { kind: 'ip', value, port: 0 };
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { kind: 'endpoint', value, port: number } : null;
}

function toSubnet(address: string, bits: number): Named | null {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.parse(address);
  const whole = parsed.kind() === 'ipv4' ? 32 : 128;
  if (bits > whole) return null;
  const bytes = parsed.toByteArray().map((byte, at) => {
    const left = bits - at * 8;
    return left >= 8 ? byte : left <= 0 ? 0 : byte & (0xff00 >> left) & 255;
  });
  const network = ipaddr.fromByteArray(bytes);
  const value = network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString();
  return bits === whole ? { kind: 'ip', value, port: 0 } : { kind: 'subnet', value: `${value}/${bits}`, port: 0 };
}

function toDigest(text: string): Named | null {
  if (!DIGEST_LENGTHS.has(text.length) || !/^[0-9a-f]+$/i.test(text)) return null;
  return { kind: 'hash', value: text.toLowerCase(), port: 0 };
}

function toDomain(text: string): Named | null {
  if (/[/:@\s]/.test(text)) return null;
  const value = normaliseDomain(text);
  return value === null ? null : { kind: 'domain', value, port: 0 };
}

function toUrl(text: string): Named | null {
  if (!text.includes('/') || /\s/.test(text)) return null;
  const value = normaliseUrl(text);
  if (value === null) return null;
  const rest = value.slice(value.indexOf('//') + 2);
  // Without a path it means the host as a whole.
  if (rest.endsWith('/') && rest.indexOf('/') === rest.length - 1) {
    const host = rest.slice(0, -1);
    return toAddress(host) ?? toDomain(host.replace(/:\d+$/, ''));
  }
  const host = rest.split(/[/:]/, 1)[0] ?? '';
  return host.includes('.') || host.startsWith('[') ? { kind: 'url', value, port: 0 } : null;
}

/** Lower case in A-labels, no dot at either end, no `*.`; null for what is no name of at least two labels. */
export function normaliseDomain(text: string): string | null {
  let name = text
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/\.$/, '');
  if (/[^\u{20}-\u{7e}]/u.test(name)) {
    if (!URL.canParse(`http://${name}`)) return null;
    name = new URL(`http://${name}`).hostname;
  }
  return LABELS.test(name) && !/^\d+$/.test(name.slice(name.lastIndexOf('.') + 1)) ? name : null;
}

function trimZeros(address: string): string {
  return address.replaceAll(/\b0+(?=\d)/g, '');
}
