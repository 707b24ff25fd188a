import type { FrameTree } from './frame-tree.ts';

const CONTENT: Record<number, string> = {
  20: 'Change cipher spec',
  21: 'Alert',
  22: 'Handshake',
  23: 'Application data',
  24: 'Heartbeat',
};
const HANDSHAKES: Record<number, string> = {
  0: 'Hello request',
  1: 'Client hello',
  2: 'Server hello',
  4: 'New session ticket',
  8: 'Encrypted extensions',
  11: 'Certificate',
  12: 'Server key exchange',
  13: 'Certificate request',
  14: 'Server hello done',
  15: 'Certificate verify',
  16: 'Client key exchange',
  20: 'Finished',
};
const VERSIONS: Record<number, string> = {
  0x300: 'SSL 3.0',
  0x301: 'TLS 1.0',
  0x302: 'TLS 1.1',
  0x303: 'TLS 1.2',
  0x304: 'TLS 1.3',
};
const EXTENSIONS: Record<number, string> = {
  0: 'Server name',
  5: 'Status request',
  10: 'Supported groups',
  11: 'Point formats',
  13: 'Signature algorithms',
  16: 'Application protocols',
  18: 'Certificate timestamp',
  21: 'Padding',
  23: 'Extended master secret',
  35: 'Session ticket',
  43: 'Supported versions',
  45: 'Key exchange modes',
  51: 'Key share',
  0xff01: 'Renegotiation info',
};

function nameVersion(version: number): string {
  return VERSIONS[version] ?? `0x${version.toString(16)}`;
}

/** Describes the TLS records that start here. @returns false when none does */
export function describeTls(tree: FrameTree, from: number): boolean {
  if (!isRecord(tree, from)) return false;
  let at = from;
  while (isRecord(tree, at) && !tree.isFull) {
    const type = tree.peek(at, 1);
    const length = tree.peek(at + 3, 2);
    const layer = tree.layer('TLS', CONTENT[type] ?? String(type), at, Math.min(5 + length, tree.end - at));
    tree.number('Content type', at, 1, (value) => CONTENT[value] ?? String(value));
    tree.number('Version', at + 1, 2, nameVersion);
    tree.number('Length', at + 3, 2);
    if (type === 22) layer.value = describeHandshake(tree, at + 5);
    if (at === from || type === 22) tree.info = `TLS ${layer.value}`;
    at += 5 + length;
  }
  return true;
}

function isRecord(tree: FrameTree, at: number): boolean {
  const type = tree.peek(at, 1);
  return (
    type >= 20 && type <= 24 && tree.peek(at + 1, 1) === 3 && tree.peek(at + 2, 1) <= 4 && tree.peek(at + 3, 2) >= 0
  );
}

function describeHandshake(tree: FrameTree, at: number): string {
  const type = tree.peek(at, 1);
  const name = HANDSHAKES[type];
  // Anything else is encrypted.
  if (name === undefined) return 'Handshake, encrypted';
  tree.number('Handshake type', at, 1, () => name);
  tree.number('Handshake length', at + 1, 3);
  if (type !== 1 && type !== 2) return name;
  tree.number('Hello version', at + 4, 2, nameVersion);
  if (tree.has(at + 6, 32)) tree.add('Random', tree.bytes.toString('hex', at + 6, at + 38), at + 6, 32);
  const session = tree.number('Session id length', at + 38, 1);
  if (session < 0) return name;
  let next = at + 39 + session;
  if (type === 1) {
    const ciphers = tree.peek(next, 2);
    if (ciphers < 0) return name;
    tree.add('Cipher suites', listWords(tree, next + 2, ciphers), next, 2 + ciphers);
    next += 2 + ciphers;
    const methods = tree.peek(next, 1);
    if (methods < 0) return name;
    next += 1 + methods;
  } else {
    tree.hex('Cipher suite', next, 2);
    next += 3;
  }
  const server = describeExtensions(tree, next, type === 1);
  return server === '' ? name : `${name} ${server}`;
}

function listWords(tree: FrameTree, at: number, length: number): string {
  const words: string[] = [];
  for (let word = 0; word + 2 <= length && words.length < 64; word += 2) {
    const value = tree.peek(at + word, 2);
    if (value < 0) break;
    words.push(value.toString(16).padStart(4, '0'));
  }
  return words.join(' ');
}

/** @returns the server name, '' when there is none */
function describeExtensions(tree: FrameTree, from: number, isClient: boolean): string {
  const total = tree.number('Extensions length', from, 2);
  let server = '';
  let at = from + 2;
  const end = Math.min(tree.end, at + total);
  while (at + 4 <= end && !tree.isFull) {
    const type = tree.peek(at, 2);
    const length = tree.peek(at + 2, 2);
    let value = `${length} bytes`;
    if (type === 0 && isClient && tree.has(at + 9, length - 5)) {
      value = tree.bytes.toString('latin1', at + 9, Math.min(at + 4 + length, at + 9 + tree.peek(at + 7, 2)));
      server = value;
    } else if (type === 16) {
      value = listProtocols(tree, at + 6, at + 4 + length);
    } else if (type === 43) {
      value = isClient ? listWords(tree, at + 5, length - 1) : nameVersion(tree.peek(at + 4, 2));
    }
    tree.add(EXTENSIONS[type] ?? `Extension ${type}`, value, at, Math.min(4 + length, tree.end - at));
    at += 4 + length;
  }
  return server;
}

function listProtocols(tree: FrameTree, from: number, to: number): string {
  const names: string[] = [];
  let at = from;
  while (at < to && names.length < 16) {
    const length = tree.peek(at, 1);
    if (length <= 0 || !tree.has(at + 1, length)) break;
    names.push(tree.bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return names.join(', ');
}
