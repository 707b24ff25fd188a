import { closeSync, openSync, writeSync } from 'node:fs';

/** Deterministic numbers: the same seed gives the same file on every machine (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value = (value + Math.imul(value ^ (value >>> 7), value | 61)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bufferBytes = 4 << 20;
const vms = 400;
const hostNames = ['shop', 'api', 'cdn', 'mail', 'static', 'auth', 'files', 'sync'];

function dnsQuery(name: string, id: number, answer: boolean): Buffer {
  const labels = Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
  const head = Buffer.from([
    id >> 8,
    id & 255,
    answer ? 0x81 : 1,
    answer ? 0x80 : 0,
    0,
    1,
    0,
    answer ? 1 : 0,
    0,
    0,
    0,
    0,
  ]);
  return answer
    ? Buffer.concat([head, labels, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 198, 51, 100, id & 255])])
    : Buffer.concat([head, labels]);
}

function clientHello(name: string): Buffer {
  const host = Buffer.from(name);
  const extension = Buffer.concat([
    Buffer.from([0, 0, 0, host.length + 5, 0, host.length + 3, 0, 0, host.length]),
    host,
  ]);
  const extensions = Buffer.concat([extension, Buffer.from([0, 43, 0, 3, 2, 3, 4])]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0, 4, 0x13, 1, 0x13, 2, 1, 0, extensions.length >> 8, extensions.length & 255]),
    extensions,
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 255]), body]);
  return Buffer.concat([Buffer.from([0x16, 3, 1, handshake.length >> 8, handshake.length & 255]), handshake]);
}

/**
 * Writes a pcap of a busy fleet: DNS look-ups, TLS and HTTP conversations, scans, between 400 VMs and outside.
 * @param packets about so many (a conversation is never cut short)
 * @returns packets written
 */
export function generateCapture(path: string, packets: number, seed: number): number {
  const random = createRandom(seed);
  const file = openSync(path, 'w');
  const out = Buffer.alloc(bufferBytes);
  let at = 0;
  let written = 0;
  let time = 1_700_000_000;
  const flush = (): void => {
    writeSync(file, out, 0, at);
    at = 0;
  };
  out.writeUInt32LE(0xa1b2c3d4, 0);
  out.writeUInt16LE(2, 4);
  out.writeUInt16LE(4, 6);
  out.writeUInt32LE(65_535, 16);
  out.writeUInt32LE(1, 20);
  at = 24;
  const step = 3600 / packets;
  const send = (
    from: number,
    to: number,
    protocol: number,
    sport: number,
    dport: number,
    flags: number,
    payload: Buffer,
  ): void => {
    const transport = protocol === 6 ? 20 : 8;
    const length = 14 + 20 + transport + payload.length;
    if (at + 16 + length > bufferBytes) flush();
    time += step;
    out.writeUInt32LE(Math.floor(time), at);
    out.writeUInt32LE(Math.floor((time % 1) * 1e6), at + 4);
    out.writeUInt32LE(length, at + 8);
    out.writeUInt32LE(length, at + 12);
    at += 16;
    out.fill(0, at, at + 34 + transport);
    out.writeUInt32BE(0x5254_0000, at);
    out.writeUInt16BE(to & 0xffff, at + 4);
    out.writeUInt32BE(0x5254_0000, at + 6);
    out.writeUInt16BE(from & 0xffff, at + 10);
    out.writeUInt16BE(0x0800, at + 12);
    out[at + 14] = 0x45;
    out.writeUInt16BE(20 + transport + payload.length, at + 16);
    out[at + 22] = 64;
    out[at + 23] = protocol;
    out.writeUInt32BE(from, at + 26);
    out.writeUInt32BE(to, at + 30);
    out.writeUInt16BE(sport, at + 34);
    out.writeUInt16BE(dport, at + 36);
    if (protocol === 6) {
      out[at + 46] = 0x50;
      out[at + 47] = flags;
    } else {
      out.writeUInt16BE(8 + payload.length, at + 38);
    }
    payload.copy(out, at + 34 + transport);
    at += length;
    written++;
  };
  const empty = Buffer.alloc(0);
  const bulk = Buffer.alloc(1400, 0x5a);
  bulk.writeUInt32BE(0x17030305, 0);
  try {
    const isDone = (): boolean => written >= packets;
    while (!isDone()) {
      const vm = 0x0a14_0000 + Math.floor(random() * vms);
      const peer =
        random() < 0.3
          ? 0x0a14_0000 + Math.floor(random() * vms)
          : (0x2d00_0000 + Math.floor(random() * 20_000) * 4099) >>> 0;
      const sport = 32_768 + Math.floor(random() * 28_000);
      const name = `${hostNames[Math.floor(random() * hostNames.length)]}${Math.floor(random() * 2000)}.example.net`;
      const kind = random();
      if (kind < 0.4) {
        const id = Math.floor(random() * 65_536);
        send(vm, 0x0a14_ff35, 17, sport, 53, 0, dnsQuery(name, id, false));
        send(0x0a14_ff35, vm, 17, 53, sport, 0, dnsQuery(name, id, true));
        continue;
      }
      const dport = kind < 0.46 ? 1 + Math.floor(random() * 1023) : kind < 0.8 ? 443 : 80;
      send(vm, peer, 6, sport, dport, 2, empty);
      if (kind < 0.46) {
        send(peer, vm, 6, dport, sport, 0x14, empty);
        continue;
      }
      send(peer, vm, 6, dport, sport, 0x12, empty);
      send(
        vm,
        peer,
        6,
        sport,
        dport,
        0x18,
        dport === 443
          ? clientHello(name)
          : Buffer.from(`GET /p/${sport} HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: curl/8.0\r\n\r\n`),
      );
      const answers = Math.min(400, Math.ceil(3 / (random() + 0.01)));
      for (let count = 0; count < answers; count++) {
        send(peer, vm, 6, dport, sport, 0x10, bulk);
        if (count % 2 === 1) send(vm, peer, 6, sport, dport, 0x10, empty);
      }
      send(vm, peer, 6, sport, dport, 0x11, empty);
      send(peer, vm, 6, dport, sport, 0x11, empty);
    }
    flush();
    return written;
  } finally {
    closeSync(file);
  }
}
