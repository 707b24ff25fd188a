import { type Indicator, indicatorKinds } from './indicator.ts';

/** Longest value that is kept, bytes. */
const LONGEST = 2048;
const MOST_LABELS = 65_535;

/** The indicators of one feed, packed: about thirty bytes each where an object takes three hundred. */
export interface IndicatorPack {
  readonly length: number;
  /** Values one after another, UTF-8; value i is bytes offsets[i] to offsets[i + 1]. */
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Places in {@link indicatorKinds}. */
  readonly kinds: Uint8Array;
  /** Confidence in hundredths. */
  readonly confidences: Uint8Array;
  readonly ports: Uint16Array;
  /** Days since the epoch, 0 unknown. */
  readonly days: Uint16Array;
  /** Places in `labels`. */
  readonly labelled: Uint16Array;
  readonly labels: readonly string[];
}

const utf8 = new TextEncoder();

/** Packs indicators as they are read. */
export class PackBuilder {
  length = 0;
  /** Values that were too long. */
  refused = 0;
  #used = 0;
  #bytes = new Uint8Array(4096);
  #offsets = new Uint32Array(257);
  #kinds = new Uint8Array(256);
  #confidences = new Uint8Array(256);
  #ports = new Uint16Array(256);
  #days = new Uint16Array(256);
  #labelled = new Uint16Array(256);
  readonly #labels = new Map<string, number>([['', 0]]);

  add({ kind, value, port, confidence, label, day }: Indicator): void {
    if (value.length > LONGEST) {
      this.refused++;
      return;
    }
    if (this.length === this.#kinds.length) this.#widen();
    while (this.#bytes.length - this.#used < value.length * 3) {
      const wider = new Uint8Array(this.#bytes.length * 2);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    const at = this.length++;
    this.#used += utf8.encodeInto(value, this.#bytes.subarray(this.#used)).written;
    this.#offsets[at + 1] = this.#used;
    this.#kinds[at] = indicatorKinds.indexOf(kind);
    this.#confidences[at] = Math.round(Math.min(1, Math.max(0, confidence)) * 100);
    this.#ports[at] = port;
    this.#days[at] = Math.min(65_535, Math.max(0, day));
    this.#labelled[at] = this.#labelOf(label.slice(0, 128));
  }

  finish(): IndicatorPack {
    const { length } = this;
    return {
      length,
      bytes: this.#bytes.slice(0, this.#used),
      offsets: this.#offsets.slice(0, length + 1),
      kinds: this.#kinds.slice(0, length),
      confidences: this.#confidences.slice(0, length),
      ports: this.#ports.slice(0, length),
      days: this.#days.slice(0, length),
      labelled: this.#labelled.slice(0, length),
      labels: [...this.#labels.keys()],
    };
  }

  #labelOf(label: string): number {
    const known = this.#labels.get(label);
    if (known !== undefined) return known;
    if (this.#labels.size >= MOST_LABELS) return 0;
    this.#labels.set(label, this.#labels.size);
    return this.#labels.size - 1;
  }

  #widen(): void {
    const size = this.#kinds.length * 2;
    const widen = <T extends Uint8Array | Uint16Array | Uint32Array>(narrow: T, wide: T): T => {
      wide.set(narrow);
      return wide;
    };
    this.#offsets = widen(this.#offsets, new Uint32Array(size + 1));
    this.#kinds = widen(this.#kinds, new Uint8Array(size));
    this.#confidences = widen(this.#confidences, new Uint8Array(size));
    this.#ports = widen(this.#ports, new Uint16Array(size));
    this.#days = widen(this.#days, new Uint16Array(size));
    this.#labelled = widen(this.#labelled, new Uint16Array(size));
  }
}

const decoder = new TextDecoder();

/** An indicator of a pack, unpacked. */
export function unpack(pack: IndicatorPack, at: number): Indicator {
  return {
    kind: indicatorKinds[pack.kinds[at] ?? 0] ?? 'ip',
    value: decoder.decode(pack.bytes.subarray(pack.offsets[at], pack.offsets[at + 1])),
    port: pack.ports[at] ?? 0,
    confidence: (pack.confidences[at] ?? 0) / 100,
    label: pack.labels[pack.labelled[at] ?? 0] ?? '',
    day: pack.days[at] ?? 0,
  };
}
