import { hashFrame } from './hash-frame.ts';
import type { Frame } from '../files/frame.ts';

/**
 * Which frames a capture on a VM's interface sees: those the VM sends (`in`: into the host), those it gets (`out`),
 * or both in one stream, which does not say which is which.
 */
export type TapDirection = 'in' | 'out' | 'both';

/** What a frame is where it was seen: it entered the network here and counts, or it is a copy of one that did elsewhere. */
export type Sighting = 'enters' | 'copy' | 'forged';

/** Identical frames on two interfaces within so many microseconds are one frame that was sent to all. */
const FLOOD_WITHIN = 1.5e6;
/** Frames to everybody that are remembered. */
const MOST_FLOODED = 4096;

interface Tap {
  direction: TapDirection;
  macs: ReadonlySet<number>;
}

/**
 * Counts each frame once, though one from VM to VM is seen on both their interfaces: where it enters. A frame that
 * a VM sends enters at the VM's interface, whatever address it claims to come from. A frame that a VM gets enters there
 * only when no watched VM owns its source address: then it came from outside. One that came from outside
 * to everybody enters at the first interface that shows it.
 */
export class TapAddresses {
  readonly #taps = new Map<number, Tap>();
  /** How many open streams show what is sent from an address. */
  readonly #senders = new Map<number, number>();
  readonly #flooded = new Map<number, { tap: number; time: number }>();

  /** A stream opens, or its addresses change. @param macs as text; what is no address is left out */
  set(tap: number, direction: TapDirection, macs: readonly string[]): void {
    this.remove(tap);
    const own = new Set(macs.map(readMac).filter((mac) => mac >= 0));
    this.#taps.set(tap, { direction, macs: own });
    if (direction === 'out') return;
    for (const mac of own) this.#senders.set(mac, (this.#senders.get(mac) ?? 0) + 1);
  }

  /** A stream is over: what its VM sends counts where it arrives from now on. */
  remove(tap: number): void {
    const known = this.#taps.get(tap);
    this.#taps.delete(tap);
    if (known === undefined || known.direction === 'out') return;
    for (const mac of known.macs) {
      const left = (this.#senders.get(mac) ?? 1) - 1;
      if (left > 0) this.#senders.set(mac, left);
      else this.#senders.delete(mac);
    }
  }

  /** Judges a frame. Without link addresses in it, what a VM gets counts as well as what it sends. */
  judge(tap: number, frame: Frame): Sighting {
    const known = this.#taps.get(tap);
    if (known === undefined || frame.linkType !== 1 || frame.capturedLength < 12) return 'enters';
    const { bytes, start } = frame;
    const source = bytes.readUIntBE(start + 6, 6);
    const isOwn = known.macs.has(source);
    // An interface whose addresses nobody told can forge none.
    if (known.direction === 'in') return isOwn || known.macs.size === 0 ? 'enters' : 'forged';
    if (isOwn && known.direction === 'both') return 'enters';
    if (this.#senders.has(source)) return 'copy';
    if (known.macs.size === 0 || known.macs.has(bytes.readUIntBE(start, 6))) return 'enters';
    return this.#showsFirst(tap, frame) ? 'enters' : 'copy';
  }

  /** The interface that showed a frame first shows it as often as it was sent; the others show copies. */
  #showsFirst(tap: number, frame: Frame): boolean {
    const hash = hashFrame(frame);
    const first = this.#flooded.get(hash);
    const isOthers = first !== undefined && first.tap !== tap && Math.abs(frame.time - first.time) < FLOOD_WITHIN;
    if (isOthers) return false;
    this.#flooded.delete(hash);
    this.#flooded.set(hash, { tap, time: frame.time });
    if (this.#flooded.size > MOST_FLOODED) {
      const [oldest] = this.#flooded.keys();
      if (oldest !== undefined) this.#flooded.delete(oldest);
    }
    return true;
  }
}

/** @returns the address as a number, -1 when the text is none */
function readMac(text: string): number {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text.replaceAll(':', ''), 16) : -1;
}
