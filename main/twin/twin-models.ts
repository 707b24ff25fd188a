import { z } from 'zod';
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
          mean: z.number(),
          variance: z.number(),
          entropy: z.number(),
        }),
      ),
    }),
  ),
});

/** Rounded to what the ring holds. */
const short = (value: number): number => Number(value.toPrecision(7));

/** What a twin has learned: its models, their words, and how accepted windows scored. */
export function writeModels(twin: Twin): Uint8Array {
  const parts: Uint8Array[] = [];
  const channels = CHANNELS.map((channel) => {
    const track = twin.tracks[channel];
    const streams = [...track.streams.values()];
    parts.push(...streams.map(({ model }) => model.toBytes()));
    return {
      channel,
      windows: track.windows,
      events: track.events,
      begun: track.begun,
      ripe: track.ripe,
      words: track.words.list(),
      ring: track.ring.toPairs().map(([score, bits]) => [short(score), short(bits)]),
      streams: streams.map(({ service, thread, windows, mean, variance, entropy }) => ({
        service,
        thread,
        windows,
        mean,
        variance,
        entropy,
      })),
    };
  });
  return packParts({ head: { format: 1, peers: twin.peers.list(), channels }, parts });
}

/** Puts into a twin what {@link writeModels} wrote. @throws {RangeError} or a schema's error for anything else; then the twin is as it was */
export function readModels(twin: Twin, bytes: Uint8Array): void {
  const { head, parts } = unpackParts(bytes);
  const { channels, peers } = headSchema.parse(head);
  const models = parts.map((part) => NgramModel.fromBytes(part));
  if (models.length !== channels.reduce((sum, { streams }) => sum + streams.length, 0))
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
      const model = models[next++];
      if (model !== undefined) stream.use(model);
      Object.assign(stream, rest);
    }
  }
  twin.peers.restore(peers);
}
