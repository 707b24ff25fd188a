import { FLEET_BLOCKS, type FleetBlock, type FleetPoint } from './fleet-point.ts';

/** Words of a block that have a place of their own, the most frequent in the fleet; all others share {@link SHARED}. */
const OWN = 48;
const SHARED = 16;

const BLOCKS = Object.keys(FLEET_BLOCKS) as FleetBlock[];

/** Points as rows of numbers, in the order of what they hold: whoever tells the VMs in another order gets the same rows. */
export interface Embedding {
  /** Number of points. */
  size: number;
  /** Points in the order of the rows, as places in what was given. */
  order: readonly number[];
  /**
   * Distance of two rows, 0 to 1: the root of the mean over blocks that both have, by weight, of the squared Hellinger distance
   * (for `breadth`: the mean squared difference). 1 where they have no block in common.
   */
  distance: (left: number, right: number) => number;
}

/** FNV-1a, 32 bits. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) value = Math.imul(value ^ word.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

const sumOf = (counts: ReadonlyMap<string, number>): number => {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
};

/** The place of each word that has one of its own. A VM counts once, however much it did. */
function placeWords(block: FleetBlock, points: readonly FleetPoint[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { blocks } of points) {
    const counts = blocks[block];
    const sum = counts === undefined ? 0 : sumOf(counts);
    if (sum > 0) for (const [word, count] of counts ?? []) shares.set(word, (shares.get(word) ?? 0) + count / sum);
  }
  // Sums of the same shares in another order differ in their last bits.
  const rank = (share: number): number => Math.round(share * 1e6);
  const ranked = [...shares].sort((a, b) => rank(b[1]) - rank(a[1]) || (a[0] < b[0] ? -1 : 1));
  return new Map(ranked.slice(0, OWN).map(([word], place) => [word, place]));
}

/** Brings points into a space in which their distances are quick to tell. */
export function embedPoints(points: readonly FleetPoint[]): Embedding {
  const used = BLOCKS.filter((block) => points.some(({ blocks }) => (blocks[block]?.size ?? 0) > 0));
  const parts = used.map((block, index) => ({
    block,
    words: placeWords(block, points),
    bit: 1 << index,
    from: 0,
    to: 0,
  }));
  let width = 0;
  for (const part of parts) {
    part.from = width;
    width += part.words.size === OWN ? OWN + SHARED : part.words.size;
    part.to = width;
  }
  const told = new Float32Array(points.length * width);
  const toldMasks = new Uint8Array(points.length);
  for (const [index, { blocks }] of points.entries()) {
    for (const { block, words, bit, from } of parts) {
      const counts = blocks[block];
      const sum = counts === undefined ? 0 : sumOf(counts);
      const isShare = block !== 'breadth';
      if (counts === undefined || (isShare && sum === 0)) continue;
      toldMasks[index] = (toldMasks[index] ?? 0) | bit;
      const row = index * width + from;
      for (const [word, count] of counts) {
        if (count === 0) continue;
        const place = row + (words.get(word) ?? OWN + (hash(word) % SHARED));
        told[place] = (told[place] ?? 0) + (isShare ? count / sum : count);
      }
      for (let place = row; place < row + words.size + (words.size === OWN ? SHARED : 0); place++) {
        const value = told[place] ?? 0;
        told[place] = isShare
          ? Math.sqrt((value * FLEET_BLOCKS[block]) / 2)
          : value * Math.sqrt(FLEET_BLOCKS[block] / words.size);
      }
    }
  }
  const compare = (left: number, right: number): number => {
    const byMask = (toldMasks[left] ?? 0) - (toldMasks[right] ?? 0);
    if (byMask !== 0) return byMask;
    for (let place = 0; place < width; place++) {
      const difference = (told[left * width + place] ?? 0) - (told[right * width + place] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const idOf = (index: number): string => points[index]?.id ?? '';
  const order = points.map((_, index) => index).sort((a, b) => compare(a, b) || (idOf(a) < idOf(b) ? -1 : 1));
  // Rows lie in the order in which they are walked.
  const rows = new Float32Array(told.length);
  const masks = new Uint8Array(points.length);
  for (const [row, index] of order.entries()) {
    rows.set(told.subarray(index * width, (index + 1) * width), row * width);
    masks[row] = toldMasks[index] ?? 0;
  }
  const distance = (left: number, right: number): number => {
    const common = (masks[left] ?? 0) & (masks[right] ?? 0);
    let sum = 0;
    let weight = 0;
    for (const { block, bit, from, to } of parts) {
      if ((common & bit) === 0) continue;
      weight += FLEET_BLOCKS[block];
      const shift = (right - left) * width;
      for (let place = left * width + from, end = left * width + to; place < end; place++) {
        const difference = (rows[place] ?? 0) - (rows[place + shift] ?? 0);
        sum += difference * difference;
      }
    }
    return weight === 0 ? 1 : Math.sqrt(Math.min(1, sum / weight));
  };
  return { size: points.length, order, distance };
}
