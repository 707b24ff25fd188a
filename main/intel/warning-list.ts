import { z } from 'zod';
import { classifyIndicator, normaliseDomain } from './classify-indicator.ts';
import { FeedRefused } from './feed-format.ts';
import { readJson } from './formats/json.ts';
import { type IndicatorPack, PackBuilder } from './indicator-pack.ts';
import { normaliseUrl } from './normalise-url.ts';

/** A list of what is known and ordinary: resolvers, big sites, networks of providers. A hit is told beside a feed's own. */
export interface WarningList {
  /** Name of its file, which names it shortly. */
  id: string;
  name: string;
  /** `string` lists mean just what they name; the others what lies below it too. */
  exact: boolean;
  pack: IndicatorPack;
}

const schema = z.object({
  name: z.string().max(300),
  type: z.enum(['string', 'substring', 'hostname', 'cidr', 'regex']).catch('string'),
  list: z.array(z.string().max(2048)).max(5_000_000),
});

/** Whether a text looks like a warning list of MISP. */
export function suitsWarningList(head: string): boolean {
  return /^\s*\{/.test(head) && /"list"\s*:\s*\[/.test(head) && /"(?:matching_attributes|type)"\s*:/.test(head);
}

/**
 * Reads a warning list of MISP. Lists of regular expressions and of parts of words are refused: what they meet cannot be
 * bounded.
 * @throws {FeedRefused}
 */
export function readWarningList(id: string, text: string): WarningList {
  const { name, type, list } = readJson(text, schema);
  if (type === 'regex' || type === 'substring')
    throw new FeedRefused(`Warning lists of the type ${type} are not read.`);
  const builder = new PackBuilder();
  const about = { confidence: 1, label: '', day: 0 };
  let wide = 0;
  for (const entry of list) {
    const word = entry.trim();
    // A dot before a name means all below it, whatever the list's type.
    if (word.startsWith('.')) wide++;
    const domain = type === 'cidr' ? null : normaliseDomain(word);
    if (domain !== null) builder.add({ kind: 'domain', value: domain, port: 0, ...about });
    else {
      const url = word.includes('/') && type === 'string' ? normaliseUrl(word) : null;
      const named = classifyIndicator(word) ?? (url === null ? null : ({ kind: 'url', value: url, port: 0 } as const));
      if (named !== null) builder.add({ ...named, ...about });
    }
  }
  return { id, name, exact: type === 'string' && wide < list.length / 2, pack: builder.finish() };
}

/** Ranges of addresses, one a line, as a warning list: those of networks that many share. */
export function readRangeList(name: string, text: string): WarningList {
  const builder = new PackBuilder();
  for (const line of text.split('\n')) {
    const named = line.startsWith('#') ? null : classifyIndicator(line.trim());
    if (named !== null) builder.add({ ...named, confidence: 1, label: '', day: 0 });
  }
  return { id: name, name, exact: false, pack: builder.finish() };
}
