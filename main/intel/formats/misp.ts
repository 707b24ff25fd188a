import { z } from 'zod';
import type { FeedFormat, FeedSink } from '../feed-format.ts';
import { dayOf } from './csv.ts';
import { readJson } from './json.ts';
import { addWord } from './list.ts';

/** Types of attributes that traffic can be compared with, and how their value is made a word. */
const WORDS: ReadonlyMap<string, (value: string) => string[]> = new Map<string, (value: string) => string[]>([
  ...['ip-src', 'ip-dst', 'domain', 'hostname', 'url', 'link', 'md5', 'sha1', 'sha256', 'sha512', 'sha384'].map(
    (type) => [type, (value: string) => [value]] as const,
  ),
  ...['ip-src|port', 'ip-dst|port'].map((type) => [type, (value: string) => [value.replace('|', ':')]] as const),
  ...['hostname|port'].map((type) => [type, (value: string) => [value.split('|', 1)[0] ?? '']] as const),
  ...['domain|ip'].map((type) => [type, (value: string) => value.split('|')] as const),
  ...['filename|md5', 'filename|sha1', 'filename|sha256'].map(
    (type) => [type, (value: string) => [value.split('|').at(-1) ?? '']] as const,
  ),
]);
/** Sure where the event says that it may be used to detect; else it is context. */
const SURE = 0.8;

const attribute = z.object({
  type: z.string(),
  value: z.string(),
  to_ids: z.union([z.boolean(), z.literal('0'), z.literal('1')]).transform((flag) => flag === true || flag === '1'),
  timestamp: z.coerce.number().catch(0),
  last_seen: z.string().nullish(),
});
const event = z.object({
  info: z.string().catch(''),
  Attribute: z.array(z.unknown()).catch([]),
  Object: z.array(z.object({ Attribute: z.array(z.unknown()).catch([]) })).catch([]),
});

function readEvent(body: z.infer<typeof event>, sink: FeedSink): void {
  for (const one of [...body.Attribute, ...body.Object.flatMap((object) => object.Attribute)]) {
    const read = attribute.safeParse(one);
    if (!read.success) {
      sink.skip(JSON.stringify(one).slice(0, 200), 'is no attribute');
      continue;
    }
    const { type, value, to_ids: detects, timestamp, last_seen: seen } = read.data;
    const words = WORDS.get(type);
    if (words === undefined) sink.skip(`${type} ${value.slice(0, 80)}`, 'has a type that traffic does not show');
    else if (!detects)
      sink.skip(`${type} ${value.slice(0, 80)}`, 'is context: its owner did not mark it for detection');
    else {
      const day = dayOf(seen ?? '') || Math.min(65_535, Math.floor(timestamp / 86_400));
      for (const word of words(value)) addWord(word, { confidence: SURE, label: body.info, day }, sink);
    }
  }
}

/** Events of MISP: one, bare or wrapped, or several of a search's answer. */
export const misp: FeedFormat = {
  id: 'misp',
  title: 'MISP event',
  suits: (head) => /^\s*[[{]/.test(head) && /"(?:Attribute|Event)"\s*:/.test(head),
  read: (text, sink) => {
    const wrapped = z.object({ Event: event });
    const shape = z.union([
      wrapped.transform(({ Event }) => [Event]),
      z.object({ response: z.array(wrapped) }).transform(({ response }) => response.map(({ Event }) => Event)),
      z.array(wrapped).transform((events) => events.map(({ Event }) => Event)),
      event.extend({ Attribute: z.array(z.unknown()) }).transform((one) => [one]),
    ]);
    for (const one of readJson(text, shape)) readEvent(one, sink);
  },
};
