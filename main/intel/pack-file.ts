import { z } from 'zod';
import { indicatorKinds } from './indicator.ts';
import type { IndicatorPack } from './indicator-pack.ts';
import { readIndicatorAddress } from './read-indicator-address.ts';
import type { FeedContent } from './read-feed.ts';
import { sigmaRuleSchema } from './sigma/sigma-rule.ts';

const MAGIC = 0x4b50_494d; // "MIPK" in little-endian order
const VERSION = 1;
const MOST_HEAD = 512 * 2 ** 20;
const MOST_INDICATORS = 5_000_000;
const MOST_BYTES = 1 << 30;

const text = z.string().max(2048);
const examples = z.object({
  count: z.number().int().min(0),
  examples: z.array(z.object({ row: text, why: text })).max(100),
});
const head = z.object({
  format: z.string().max(60),
  length: z.number().int().min(0).max(MOST_INDICATORS),
  bytes: z.number().int().min(0).max(MOST_BYTES),
  labels: z.array(z.string().max(256)).min(1).max(65_536),
  skipped: examples,
  refused: examples,
  vulnerabilities: z
    .array(
      z.object({
        id: text,
        aliases: z.array(text).max(1000),
        title: text,
        exploited: z.boolean(),
        ransomware: z.boolean(),
        day: z.number().int().min(0).max(65_535),
        products: z.array(z.object({ vendor: text, product: text })).max(1000),
        packages: z
          .array(
            z.object({
              ecosystem: text,
              name: text,
              ranges: z.array(z.object({ introduced: text, fixed: text, lastAffected: text })).max(2000),
              versions: z.array(text).max(5000),
            }),
          )
          .max(10_000),
      }),
    )
    .max(500_000),
  rules: z.array(sigmaRuleSchema).max(10_000).default([]),
  warning: z.object({ name: text, exact: z.boolean() }).nullable(),
});

/** What a feed or a warning list said, as it is kept. */
export interface KeptFeed extends FeedContent {
  /** Where it is a list of what is ordinary. */
  warning: { name: string; exact: boolean } | null;
}

/** What was kept and cannot be read: damaged, or not ours. */
export class PackDamaged extends Error {}

/** Writes a feed down: a head in JSON, then the arrays as they lie in memory (little-endian). */
export function encodeFeed(feed: KeptFeed): Uint8Array {
  const { pack, vulnerabilities, rules, format, skipped, refused, warning } = feed;
  const json = new TextEncoder().encode(
    JSON.stringify({
      format,
      length: pack.length,
      bytes: pack.bytes.length,
      labels: pack.labels,
      skipped,
      refused,
      vulnerabilities,
      rules,
      warning,
    }),
  );
  const padded = (json.length + 3) & ~3;
  const { length } = pack;
  const total = 12 + padded + (length + 1) * 4 + length * 8 + pack.bytes.length;
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, json.length, true);
  out.set(json, 12);
  let at = 12 + padded;
  for (const array of [pack.offsets, pack.ports, pack.days, pack.labelled, pack.kinds, pack.confidences, pack.bytes]) {
    out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return out;
}

/** Reads what {@link encodeFeed} wrote; whoever wrote it is not believed. @throws {PackDamaged} */
export function decodeFeed(given: Uint8Array): KeptFeed {
  // A Buffer's slices share its memory; those of a plain array are copies.
  const data = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 12 || view.getUint32(0, true) !== MAGIC) throw new PackDamaged('It is no kept feed.');
  if (view.getUint32(4, true) !== VERSION) throw new PackDamaged('Another version of Mien kept it.');
  const jsonLength = view.getUint32(8, true);
  if (jsonLength > MOST_HEAD || 12 + jsonLength > data.length) throw new PackDamaged('It is cut off.');
  const about = readHead(data.subarray(12, 12 + jsonLength));
  const { length } = about;
  let at = 12 + ((jsonLength + 3) & ~3);
  const total = at + (length + 1) * 4 + length * 8 + about.bytes;
  if (total !== data.length) throw new PackDamaged('Its size is not what it says.');
  // A copy of its own: arrays of wider numbers need their place in memory, and the file's bytes may go.
  const take = (bytes: number): ArrayBuffer => {
    const part = data.slice(at, at + bytes).buffer;
    at += bytes;
    return part;
  };
  const offsets = new Uint32Array(take((length + 1) * 4));
  const ports = new Uint16Array(take(length * 2));
  const days = new Uint16Array(take(length * 2));
  const labelled = new Uint16Array(take(length * 2));
  const kinds = new Uint8Array(take(length));
  const confidences = new Uint8Array(take(length));
  const bytes = new Uint8Array(take(about.bytes));
  const pack: IndicatorPack = {
    length,
    bytes,
    offsets,
    kinds,
    confidences,
    ports,
    days,
    labelled,
    labels: about.labels,
  };
  checkPack(pack);
  const { format, skipped, refused, vulnerabilities, rules, warning } = about;
  return { format, pack, vulnerabilities, rules, skipped, refused, warning };
}

function readHead(bytes: Uint8Array): z.infer<typeof head> {
  try {
    return head.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new PackDamaged('Its head cannot be read.');
  }
}

function checkPack({ length, offsets, kinds, confidences, labelled, labels, bytes }: IndicatorPack): void {
  let before = 0;
  if (offsets[0] !== 0 || offsets[length] !== bytes.length)
    throw new PackDamaged('Its values do not lie where it says.');
  for (let at = 0; at < length; at++) {
    const end = offsets[at + 1] ?? 0;
    const kind = indicatorKinds[kinds[at] ?? 255];
    if (end < before || kind === undefined || (confidences[at] ?? 0) > 100 || (labelled[at] ?? 0) >= labels.length)
      throw new PackDamaged(`Its indicator ${at} makes no sense.`);
    if (kind === 'ip' || kind === 'endpoint' || kind === 'subnet') {
      if (!readIndicatorAddress(bytes, before, end, kind === 'subnet'))
        throw new PackDamaged(`Its indicator ${at} is no address.`);
    }
    before = end;
  }
}
