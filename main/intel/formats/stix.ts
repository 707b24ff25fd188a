import { z } from 'zod';
import { type FeedFormat, FeedRefused, type FeedSink } from '../feed-format.ts';
import { dayOf } from './csv.ts';
import { readJson } from './json.ts';
import { addWord } from './list.ts';
import { readStixPattern } from './stix-pattern.ts';

const indicator = z.object({
  type: z.literal('indicator'),
  name: z.string().catch(''),
  pattern: z.string(),
  pattern_type: z.string().catch('stix'),
  valid_until: z.string().optional(),
  modified: z.string().catch(''),
  confidence: z.number().min(0).max(100).catch(60),
  revoked: z.boolean().catch(false),
  labels: z.array(z.string()).catch([]),
  indicator_types: z.array(z.string()).catch([]),
});
const bundle = z.object({ objects: z.array(z.unknown()).default([]) });

/** Objects of STIX 2.1, in a bundle or in an envelope of TAXII: indicators whose patterns are plain comparisons. */
export const stix: FeedFormat = {
  id: 'stix',
  title: 'STIX 2.1 bundle or TAXII 2.1 envelope',
  suits: (head) => /^\s*\{/.test(head) && /"(?:objects|spec_version)"\s*:|"type"\s*:\s*"bundle"/.test(head),
  read: (text, sink) => {
    const body = readJson(text, z.union([bundle.required(), z.object({ type: z.string() })]));
    const objects = 'objects' in body ? body.objects : [body];
    if (!Array.isArray(objects)) throw new FeedRefused('It has no objects.');
    for (const object of objects) readObject(object, sink);
  },
};

function readObject(object: unknown, sink: FeedSink): void {
  const type = z.object({ type: z.string() }).safeParse(object);
  if (!type.success) return sink.skip(JSON.stringify(object).slice(0, 200), 'is no object of STIX');
  if (type.data.type !== 'indicator') return;
  const read = indicator.safeParse(object);
  if (!read.success) return sink.skip(JSON.stringify(object).slice(0, 200), 'is no indicator of STIX 2.1');
  const { name, pattern, pattern_type: kind, revoked, confidence, modified } = read.data;
  if (revoked) return sink.skip(name, 'was revoked');
  if (kind !== 'stix') return sink.skip(name, `has a pattern of ${kind.slice(0, 20)}`);
  const words = readStixPattern(pattern);
  if (typeof words === 'string') return sink.skip(pattern.slice(0, 200), words);
  const benign = read.data.indicator_types.includes('benign') || read.data.labels.includes('benign');
  if (benign) return sink.skip(name, 'is marked benign');
  for (const word of words) addWord(word, { confidence: confidence / 100, label: name, day: dayOf(modified) }, sink);
}
