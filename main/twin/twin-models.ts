import { z } from 'zod';
import type { ConformalRing } from './conformal-ring.ts';
import { NgramModel } from './models/ngram-model.ts';
import { packParts, unpackParts } from './packed-parts.ts';
import type { Twin } from './twin.ts';

const CHANNELS = ['syscalls', 'processes', 'flows'] as const;

const headSchema = z.object({
  format: z.literal(1),
  peers: z.array(z.string()),
  channels: z.array(
    z.object({
      channel: z.enum(CHANNELS),
      windows: z.number(),
      events: z.number(),
      begun: z.number(),
      ripe: z.boolean(),
      words: z.array(z.object({ word: z.string(), count: z.number() })),
      ring: z.array(z.tuple([z.number(), z.number()])),
      streams: z.array(
        z.object({
          service: z.string(),
          thread: z.string(),
          windows: z.number(),
          entropy: z.number(),
        }),
      ),
    }),
  ),
});

/** Bands of a chart need no more. */
const shortPairs = (ring: ConformalRing): [number, number][] =>
  ring.toPairs().map(([score, bits]) => [Number(score.toPrecision(4)), Number(bits.toPrecision(4))]);

/** Scores in two bytes each: models are to stay small. */
const SCALE = 1024;

function packScores(ring: ConformalRing): Uint8Array {
  const scores = ring.toPairs().map(([score]) => Math.min(65_535, Math.round(score * SCALE)));
  return Uint8Array.from(scores.flatMap((score) => [score & 0xff, score >> 8]));
}

function unpackScores(bytes: Uint8Array): [number, number][] {
  return Array.from({ length: bytes.length >> 1 }, (_, at) => [
    ((bytes[2 * at] ?? 0) | ((bytes[2 * at + 1] ?? 0) << 8)) / SCALE,
    0,
  ]);
}

/** What a twin has learned: its models, their words, and how accepted windows scored. */
export function writeModels(twin: Twin): Uint8Array {
  const parts: Uint8Array[] = [];
  const channels = CHANNELS.map((channel) => {
    const track = twin.tracks[channel];
    track.trim();
    const streams = [...track.streams.values()];
    parts.push(...streams.flatMap(({ model, ring }) => [model.toBytes(), packScores(ring)]));
    return {
      channel,
      windows: track.windows,
      events: track.events,
      begun: track.begun,
      ripe: track.ripe,
      words: track.words.list(),
      ring: shortPairs(track.ring),
      streams: streams.map(({ service, thread, windows, entropy }) => ({ service, thread, windows, entropy })),
    };
  });
  return packParts({ head: { format: 1, peers: twin.peers.list(), channels }, parts });
}

/** Puts into a twin what {@link writeModels} wrote. @throws {RangeError} or a schema's error for anything else; then the twin is as it was */
export function readModels(twin: Twin, bytes: Uint8Array): void {
  const { head, parts } = unpackParts(bytes);
  const { channels, peers } = headSchema.parse(head);
  const models = parts.filter((_, at) => at % 2 === 0).map((part) => NgramModel.fromBytes(part));
  const rings = parts.filter((_, at) => at % 2 === 1).map(unpackScores);
  if (
    models.length !== rings.length ||
    models.length !== channels.reduce((sum, { streams }) => sum + streams.length, 0)
  )
    throw new RangeError('A twin lacks models.');
  let next = 0;
  for (const { channel, streams, words, ring, windows, events, begun, ripe } of channels) {
    const track = twin.tracks[channel];
    track.streams.clear();
    track.words.restore(words);
    track.ring.restore(ring);
    Object.assign(track, { windows, events, begun, ripe });
    for (const { service, thread, ...rest } of streams) {
      const stream = track.streamOf(service, thread);
      const model = models[next];
      const scores = rings[next++];
      if (model !== undefined) stream.use(model);
      if (scores !== undefined) stream.ring.restore(scores);
      Object.assign(stream, rest);
    }
  }
  twin.peers.restore(peers);
}
