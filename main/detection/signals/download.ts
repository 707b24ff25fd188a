import { BoundedMap } from '../bounded-map.ts';
import { nameIsUnder } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore } from '../grade.ts';
import { kindOfAddress } from '../../personas/address.ts';
import type { HttpRecord, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const PROGRAMS = new Set(['pe', 'elf', 'macho', 'java-class']);
const WORDS: Record<string, string> = {
  pe: 'a Windows program',
  elf: 'a Linux program',
  macho: 'a macOS program',
  'java-class': 'a Java class',
  script: 'a script',
  ole: 'an Office document of the old format',
};

/** Content types that a program is honestly sent as. */
const HONEST =
  /octet-stream|msdownload|executable|x-elf|x-mach|binary|dosexec|java|shellscript|x-sh|msword|ms-excel|ms-office|cab|force-download|plain$/;

/** Agents of tools that fetch for other programs. */
const FETCHERS =
  /^(curl|wget|python|go-http|powershell|certutil|libwww|winhttp|java)|windowspowershell|^mozilla\/4\.0$/i;

interface Fetch {
  record: HttpRecord;
  dst: string;
  dport: number;
  id: number;
  count: number;
}

function hasExtension(path: string): boolean {
  const file = (path.split('?', 1)[0] ?? '').split('/').at(-1) ?? '';
  return /\.[a-z0-9]{1,8}$/i.test(file.slice(-10));
}

/** A path that ends in a folder names no file; nor does one without an extension, but programs of Unix have none. */
function namesNoFile({ bodyMagic, path }: HttpRecord): boolean {
  if (!PROGRAMS.has(bodyMagic)) return false;
  return (path.split('?', 1)[0] ?? '').endsWith('/') || (bodyMagic === 'pe' && !hasExtension(path));
}

/** One word of mixed letters and nothing else: no program calls itself so, generators do. */
const isRandomAgent = (agent: string): boolean =>
  /^[A-Za-z]{12,40}$/.test(agent) && /[a-z][A-Z]/.test(agent) && /[A-Z]{2}|[a-z][A-Z].*[a-z][A-Z]/.test(agent);

/** A program fetched over clear HTTP from outside: who serves it, under what name, and what it pretends to be. */
export class Download implements Signal {
  readonly #fetches = new BoundedMap<string, Fetch>(512);

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'http' || WORDS[record.bodyMagic] === undefined) return;
    const fetch = this.#fetches.obtain(`${ends.dst} ${record.host} ${record.path.slice(0, 256)}`, () => ({
      record,
      dst: ends.dst,
      dport: ends.dport,
      id: ends.id,
      count: 0,
    }));
    if (fetch !== undefined) fetch.count++;
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, fetch] of this.#fetches.entries) {
      const draft = this.#judge(key, fetch, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #judge(key: string, fetch: Fetch, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.download;
    const { record, dst, dport } = fetch;
    if (context.scopeOf(dst) === 'near' || context.scopeOf(dst) === 'self') return null;
    const host = record.host.replace(/:\d{1,5}$/, '').toLowerCase();
    if (nameIsUnder(host, limits.publishers)) return null;
    const reasons: string[] = [];
    let rest = PROGRAMS.has(record.bodyMagic) ? 1 - limits.program : 1 - limits.document;
    const add = (weight: number, reason: string): void => {
      rest *= 1 - weight;
      reasons.push(reason);
    };
    const type = record.contentType.toLowerCase().split(';', 1)[0]?.trim() ?? '';
    if (type !== '' && !HONEST.test(type)) add(limits.mismatch, `sent as ${type}`);
    if (namesNoFile(record)) add(limits.nameless, 'from an address that names no file');
    if (kindOfAddress(host) === 'public' || kindOfAddress(host) === 'private')
      add(limits.bareAddress, 'from a bare address');
    if (isRandomAgent(record.agent))
      add(limits.randomAgent, `fetched by an agent of random letters (“${record.agent}”)`);
    else if (FETCHERS.test(record.agent) || record.agent === '')
      add(limits.fetcher, `fetched by ${record.agent === '' ? 'a program without name' : record.agent.slice(0, 40)}`);
    if (reasons.length === 0 && !PROGRAMS.has(record.bodyMagic)) return null;
    const flows = new FlowList();
    flows.addAt(fetch.id, record.time, record.time);
    const score = clampScore(1 - rest);
    if (score < limits.minScore) return null;
    return {
      type: 'download',
      key: key.slice(0, 200),
      title: `Fetched ${WORDS[record.bodyMagic]} in clear`,
      why: `GET http://${host}${record.path.slice(0, 80)} brought ${WORDS[record.bodyMagic]} over clear HTTP${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}.`,
      techniques: ['T1105', 'T1071.001', 'T1204.002'],
      score,
      peers: [dst],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: Math.max(flows.count, 1),
      filter: flowFilter({ src: context.host, dst, port: dport }),
    };
  }
}

/** See {@link Download}. */
export const download: SignalKind = {
  name: 'download',
  sides: ['client'],
  flows: false,
  records: ['http'],
  events: false,
  create: () => new Download(),
};
