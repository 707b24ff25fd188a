import { Packet } from '../decode/packet.ts';

const SLOTS = 4096;
const WAITING = 256;
/** IP identifiers come round again; an entry older than this names another datagram. */
const STALE = 60e6;

/** A fragment whose datagram's first part has not come. */
export interface WaitingFragment {
  key: number;
  check: number;
  packet: Packet;
  number: number;
}

/**
 * Ports of datagrams whose later fragments carry none. A direct-mapped table of fixed size: a flood of
 * fragments overwrites, it never grows. Fragments that come before their first wait in a short list.
 */
export class Fragments {
  readonly #keys = new Int32Array(SLOTS);
  readonly #checks = new Int32Array(SLOTS);
  readonly #ports = new Int32Array(SLOTS);
  readonly #times = new Float64Array(SLOTS).fill(-Infinity);
  #waiting: WaitingFragment[] = [];
  /** Hash of the packet asked about last. */
  #key = 0;
  #check = 0;

  /** Remembers the ports of a first fragment. @returns the fragments that waited for it */
  learn(packet: Packet): WaitingFragment[] {
    this.#hash(packet);
    const slot = this.#key & (SLOTS - 1);
    this.#keys[slot] = this.#key;
    this.#checks[slot] = this.#check;
    const isIcmp = packet.protocol === 1 || packet.protocol === 58;
    this.#ports[slot] = isIcmp
      ? (packet.icmpType << 16) | packet.icmpCode
      : (packet.sourcePort << 16) | packet.targetPort;
    this.#times[slot] = packet.time;
    if (this.#waiting.length === 0) return this.#waiting;
    const found = this.#waiting.filter((one) => one.key === this.#key && one.check === this.#check);
    if (found.length > 0) this.#waiting = this.#waiting.filter((one) => !found.includes(one));
    return found;
  }

  /** Gives a later fragment the ports of its datagram. @returns false when they are not known */
  recall(packet: Packet): boolean {
    this.#hash(packet);
    const slot = this.#key & (SLOTS - 1);
    const isKnown = this.#keys[slot] === this.#key && this.#checks[slot] === this.#check;
    if (!isKnown || Math.abs(packet.time - this.#times[slot]!) > STALE) return false;
    setPorts(packet, this.#ports[slot]!);
    return true;
  }

  /** Lets a later fragment wait for its first. @returns the one that waited longest, when the list is full */
  wait(packet: Packet, number: number): WaitingFragment | undefined {
    this.#hash(packet);
    this.#waiting.push({ key: this.#key, check: this.#check, packet: copyPacket(packet), number });
    return this.#waiting.length > WAITING ? this.#waiting.shift() : undefined;
  }

  /** @returns all that still wait, and forgets them and all ports */
  drain(): WaitingFragment[] {
    const left = this.#waiting;
    this.#waiting = [];
    this.#times.fill(-Infinity);
    return left;
  }

  #hash(packet: Packet): void {
    let key = packet.fragmentId ^ Math.imul(packet.protocol, 0x9e3779b1);
    let check = packet.fragmentId;
    const words = [
      packet.source0,
      packet.source1,
      packet.source2,
      packet.source3,
      packet.target0,
      packet.target1,
      packet.target2,
      packet.target3,
    ];
    for (const word of words) {
      key = Math.imul(key ^ word, 0x85ebca6b);
      key ^= key >>> 13;
      check = Math.imul((check << 5) ^ (check >>> 27) ^ word, 0xc2b2ae35);
    }
    this.#key = key;
    this.#check = check;
  }
}

function setPorts(packet: Packet, ports: number): void {
  // ICMP has none; its type and code came with the first fragment, packed the same way.
  if (packet.protocol === 1 || packet.protocol === 58) {
    packet.icmpType = ports >>> 16;
    packet.icmpCode = ports & 0xffff;
  } else {
    packet.sourcePort = ports >>> 16;
    packet.targetPort = ports & 0xffff;
  }
}

/** Copies what counting needs; the bytes are gone by then. */
function copyPacket(packet: Packet): Packet {
  const copy = new Packet();
  const { vlans, tunnels } = copy;
  Object.assign(copy, packet, {
    bytes: Buffer.alloc(0),
    sourceMacAt: -1,
    targetMacAt: -1,
    payloadAt: 0,
    payloadEnd: 0,
    vlans,
    tunnels,
  });
  vlans.set(packet.vlans);
  tunnels.set(packet.tunnels);
  return copy;
}

/** Gives a waiting fragment the ports of the first fragment that came after it. */
export function adoptPorts(waiting: Packet, first: Packet): void {
  waiting.sourcePort = first.sourcePort;
  waiting.targetPort = first.targetPort;
  waiting.icmpType = first.icmpType;
  waiting.icmpCode = first.icmpCode;
}
