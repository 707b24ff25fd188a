import { formatIpv4, formatIpv6 } from '../decode/address-text.ts';
import { word32 } from '../decode/words.ts';
import type { FrameTree } from './frame-tree.ts';

const TYPES: Record<number, string> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  64: 'SVCB',
  65: 'HTTPS',
  255: 'ANY',
  257: 'CAA',
};
const RESULTS = ['no error', 'format error', 'server failure', 'no such name', 'not implemented', 'refused'];
const MOST_JUMPS = 16;
const MOST_RECORDS = 64;

interface Name {
  text: string;
  /** Where the record goes on after the name. */
  end: number;
}

function nameType(type: number): string {
  return TYPES[type] ?? `TYPE${type}`;
}

/** Reads a compressed name. @returns null when it is cut or loops */
function readName(tree: FrameTree, message: number, from: number): Name | null {
  const labels: string[] = [];
  let at = from;
  let end = -1;
  let length = 0;
  for (let jumps = 0; jumps <= MOST_JUMPS;) {
    const size = tree.peek(at, 1);
    if (size < 0) return null;
    if (size === 0) return { text: labels.length === 0 ? '.' : labels.join('.'), end: end < 0 ? at + 1 : end };
    if (size >= 0xc0) {
      const pointer = tree.peek(at, 2) & 0x3fff;
      if (end < 0) end = at + 2;
      at = message + pointer;
      jumps += 1;
    } else {
      length += size + 1;
      if (size > 63 || length > 255 || !tree.has(at + 1, size)) return null;
      labels.push(tree.bytes.toString('latin1', at + 1, at + 1 + size));
      at += size + 1;
    }
  }
  return null;
}

/** Describes a DNS message. @returns false when the bytes are not one */
export function describeDns(tree: FrameTree, at: number): boolean {
  const counts = [4, 6, 8, 10].map((offset) => tree.peek(at + offset, 2));
  const [questions = -1, answers = -1, authorities = -1, extras = -1] = counts;
  if (extras < 0 || questions > 16 || answers + authorities + extras > 1000) return false;
  const layer = tree.layer('DNS', '', at, tree.end - at);
  const flags = tree.peek(at + 2, 2);
  const isAnswer = (flags & 0x8000) !== 0;
  tree.hex('Transaction', at, 2);
  tree.add('Flags', `${isAnswer ? 'response' : 'query'}, ${RESULTS[flags & 15] ?? `result ${flags & 15}`}`, at + 2, 2);
  tree.number('Questions', at + 4, 2);
  tree.number('Answers', at + 6, 2);
  tree.number('Authorities', at + 8, 2);
  tree.number('Additional', at + 10, 2);
  const texts: string[] = [];
  let next = at + 12;
  for (let index = 0; index < questions && next > 0; index++) {
    const name = readName(tree, at, next);
    const type = name === null ? -1 : tree.peek(name.end, 2);
    if (name === null || type < 0) break;
    texts.push(`${nameType(type)} ${name.text}`);
    tree.add('Question', `${nameType(type)} ${name.text}`, next, name.end + 4 - next);
    next = name.end + 4;
  }
  const total = Math.min(MOST_RECORDS, answers + authorities + extras);
  for (let index = 0; index < total; index++) {
    const section = index < answers ? 'Answer' : index < answers + authorities ? 'Authority' : 'Additional';
    next = describeRecord(tree, at, next, section, texts);
    if (next < 0) break;
  }
  layer.value = `${isAnswer ? 'response' : 'query'} ${texts.slice(0, 4).join(', ')}`;
  tree.info = `DNS ${layer.value}`;
  return true;
}

/** @returns where the next record starts, -1 when this one is cut */
function describeRecord(tree: FrameTree, message: number, at: number, section: string, texts: string[]): number {
  const name = readName(tree, message, at);
  if (name === null) return -1;
  const type = tree.peek(name.end, 2);
  const length = tree.peek(name.end + 8, 2);
  const data = name.end + 10;
  if (length < 0 || !tree.has(data, length)) return -1;
  const value = describeData(tree, message, type, data, length);
  tree.group(section, `${name.text} ${nameType(type)} ${value}`, at, data + length - at, () => {
    tree.add('Name', name.text, at, name.end - at);
    tree.add('Type', nameType(type), name.end, 2);
    tree.number('Time to live', name.end + 4, 4);
    tree.add('Data', value, data, length);
  });
  if (section === 'Answer' && value !== '') texts.push(value);
  return data + length;
}

function describeData(tree: FrameTree, message: number, type: number, at: number, length: number): string {
  const { bytes } = tree;
  if (type === 1 && length === 4) return formatIpv4(word32(bytes, at));
  if (type === 28 && length === 16)
    return formatIpv6(word32(bytes, at), word32(bytes, at + 4), word32(bytes, at + 8), word32(bytes, at + 12));
  if (type === 2 || type === 5 || type === 12) return readName(tree, message, at)?.text ?? '';
  if (type === 15) return readName(tree, message, at + 2)?.text ?? '';
  if (type === 16) return bytes.toString('latin1', at + 1, at + length);
  return `${length} bytes`;
}
