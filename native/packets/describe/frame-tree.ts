/** One field of a decoded frame; its bytes are `[offset, offset + length)` of the frame. */
export interface DescribedField {
  label: string;
  value: string;
  offset: number;
  length: number;
  children: DescribedField[];
}

const MOST_LAYERS = 64;
const MOST_FIELDS = 2000;
const LONGEST_VALUE = 1000;
const LONGEST_LABEL = 100;

/**
 * Collects the layers of one frame. Reads that would leave the captured bytes add nothing and give -1, so that
 * a describer can go on without checking each of them. Bounded in layers, fields and text.
 */
export class FrameTree {
  readonly bytes: Buffer;
  /** End of what may be read: layers that tell their length pull it in. */
  end: number;
  readonly layers: DescribedField[] = [];
  #open: DescribedField[] = [];
  #fields = 0;
  /** One line about the innermost layer understood. */
  info = '';
  /** `address:port` of the innermost IP source. */
  source = '';

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  get isFull(): boolean {
    return this.layers.length >= MOST_LAYERS || this.#fields >= MOST_FIELDS;
  }

  /** Starts a layer; fields go into it until the next one starts. */
  layer(label: string, value: string, at: number, length: number): DescribedField {
    const layer = this.#create(label, value, at, length);
    if (!this.isFull) this.layers.push(layer);
    this.#open = layer.children;
    return layer;
  }

  /** Adds a field to the current layer or group. */
  add(label: string, value: string, at: number, length: number): DescribedField {
    const field = this.#create(label, value, at, length);
    if (this.#fields < MOST_FIELDS) {
      this.#fields += 1;
      this.#open.push(field);
    }
    return field;
  }

  /** Adds a field whose parts `fill` adds inside it. */
  group(label: string, value: string, at: number, length: number, fill: () => void): DescribedField {
    const field = this.add(label, value, at, length);
    const outside = this.#open;
    this.#open = field.children;
    fill();
    this.#open = outside;
    return field;
  }

  has(at: number, length: number): boolean {
    return at >= 0 && length >= 0 && at + length <= this.end;
  }

  /** Adds a number of one to four bytes. @returns it, -1 when it is not there */
  number(label: string, at: number, length: number, name?: (value: number) => string): number {
    const value = this.peek(at, length);
    if (value >= 0) this.add(label, name?.(value) ?? String(value), at, length);
    return value;
  }

  /** Adds a number in hexadecimal. */
  hex(label: string, at: number, length: number): number {
    return this.number(label, at, length, (value) => `0x${value.toString(16).padStart(length * 2, '0')}`);
  }

  /** @returns the big-endian number of one to four bytes at `at`, -1 when it is not there */
  peek(at: number, length: number): number {
    return this.has(at, length) ? this.bytes.readUIntBE(at, length) : -1;
  }

  /** Adds bytes as text. */
  text(label: string, at: number, length: number): void {
    if (this.has(at, length))
      this.add(label, this.bytes.toString('utf8', at, at + Math.min(length, LONGEST_VALUE)), at, length);
  }

  /** Adds bytes by their count. */
  data(label: string, at: number, to: number): void {
    const length = Math.min(to, this.end) - at;
    if (length > 0) this.add(label, `${length} bytes`, at, length);
  }

  #create(label: string, value: string, at: number, length: number): DescribedField {
    const offset = Math.min(Math.max(at, 0), this.bytes.length);
    return {
      label: label.slice(0, LONGEST_LABEL),
      value: value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value,
      offset,
      length: Math.min(Math.max(length, 0), this.bytes.length - offset),
      children: [],
    };
  }
}
