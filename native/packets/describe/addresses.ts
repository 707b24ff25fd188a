import { formatIpv4, formatIpv6, formatMac } from '../decode/address-text.ts';
import { word16, word32 } from '../decode/words.ts';
import type { FrameTree } from './frame-tree.ts';

/** Adds a link address. @returns its text, '' when it is not there */
export function addMac(tree: FrameTree, label: string, at: number): string {
  if (!tree.has(at, 6)) return '';
  const text = formatMac(word16(tree.bytes, at), word32(tree.bytes, at + 2));
  tree.add(label, text, at, 6);
  return text;
}

/** Adds an IPv4 address. @returns its text, '' when it is not there */
export function addIpv4(tree: FrameTree, label: string, at: number): string {
  if (!tree.has(at, 4)) return '';
  const text = formatIpv4(word32(tree.bytes, at));
  tree.add(label, text, at, 4);
  return text;
}

/** Adds an IPv6 address. @returns its text, '' when it is not there */
export function addIpv6(tree: FrameTree, label: string, at: number): string {
  if (!tree.has(at, 16)) return '';
  const { bytes } = tree;
  const text = formatIpv6(word32(bytes, at), word32(bytes, at + 4), word32(bytes, at + 8), word32(bytes, at + 12));
  tree.add(label, text, at, 16);
  return text;
}
