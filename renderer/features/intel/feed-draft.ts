import { type FeedSettings, feedSettingsSchema } from '../../../shared/contract/intel.ts';
import { readDays, readWeight } from './read-numbers.ts';

/** A feed that is about to be added, as its form holds it. */
export interface FeedDraft {
  kind: FeedSettings['source']['kind'];
  path: string;
  url: string;
  isInternal: boolean;
  tokenFile: string;
  name: string;
  /** Id of a form, '' to find out. */
  format: string;
  lists: 'bad' | 'ordinary' | 'good';
  weight: string;
  halfLife: string;
  /** Minutes between two fetches, 0 by hand. */
  every: number;
  licence: string;
  mayExport: boolean;
}

/** Part of the form that something is wrong with. */
export type DraftField = 'source' | 'token' | 'name' | 'weight' | 'halfLife';

/** Settings that can be sent, or what is wrong with the form and where. */
export type ReadDraft = { ok: true; settings: FeedSettings } | { ok: false; field: DraftField; problem: string };

/** The form as it begins for a kind of source. */
export function beginDraft(kind: FeedDraft['kind']): FeedDraft {
  return {
    kind,
    path: '',
    url: '',
    isInternal: false,
    tokenFile: '',
    name: '',
    format: '',
    lists: 'bad',
    weight: '0.5',
    halfLife: '30',
    every: kind === 'file' ? 0 : 360,
    licence: '',
    mayExport: false,
  };
}

/** The form for another kind of source: what was written stays, a schedule that was not chosen follows. */
export function turnDraft(draft: FeedDraft, kind: FeedDraft['kind']): FeedDraft {
  const untouched = draft.every === beginDraft(draft.kind).every;
  return { ...draft, kind, every: untouched ? beginDraft(kind).every : draft.every };
}

/** A name for a feed that was given none: its file without ending, or its server. */
export function guessName({ kind, path, url }: Pick<FeedDraft, 'kind' | 'path' | 'url'>): string {
  if (kind !== 'file') return URL.canParse(url.trim()) ? new URL(url.trim()).hostname.slice(0, 120) : '';
  const file = path.trim().split(/[\\/]/u).at(-1) ?? '';
  return (file.replace(/(?<=.)\.[a-z0-9]{1,8}$/iu, '') || file).slice(0, 120);
}

/** An id made of a name: small letters, digits and dashes, unlike those that are taken. */
export function toFeedId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replace(/^-+/u, '')
    .slice(0, 48)
    .replace(/-+$/u, '');
  const first = plain === '' ? 'feed' : plain;
  if (!taken.has(first)) return first;
  for (let turn = 2; ; turn += 1) if (!taken.has(`${first}-${turn}`)) return `${first}-${turn}`;
}

/** Reads the form; a new feed begins in preview, where it matches nothing. `taken`: ids of the feeds there are. */
export function readDraft(draft: FeedDraft, taken: ReadonlySet<string>): ReadDraft {
  const refuse = (field: DraftField, problem: string): ReadDraft => ({ ok: false, field, problem });
  const where = draft.kind === 'file' ? draft.path.trim() : draft.url.trim();
  if (where === '') return refuse('source', draft.kind === 'file' ? 'name its file first' : 'write its address first');
  if (draft.kind !== 'file' && !(URL.canParse(where) && /^https?:$/u.test(new URL(where).protocol)))
    return refuse('source', 'an address begins with https:// or http://');
  const name = draft.name.trim() || guessName(draft);
  if (name === '') return refuse('name', 'give it a name');
  const weight = readWeight(draft.weight);
  if (weight === null) return refuse('weight', 'the weight is a number from 0 to 1');
  const halfLife = readDays(draft.halfLife);
  if (halfLife === null) return refuse('halfLife', 'the half-life is a number of days, 0.1 to 36,500');
  const { kind, isInternal, every, mayExport, format } = draft;
  const tokenFile = draft.tokenFile.trim();
  const read = feedSettingsSchema.safeParse({
    id: toFeedId(name, taken),
    name,
    source: kind === 'file' ? { kind, path: where } : { kind, url: where, isInternal, tokenFile },
    format: kind === 'taxii' ? '' : format,
    isWarning: draft.lists === 'ordinary',
    isGood: draft.lists === 'good',
    weight,
    halfLife,
    licence: draft.licence.trim(),
    mayExport,
    every,
    state: 'preview',
  } satisfies FeedSettings);
  return read.success ? { ok: true, settings: read.data } : refuse('source', 'its address cannot be used');
}
