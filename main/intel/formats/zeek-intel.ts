import { classifyIndicator } from '../classify-indicator.ts';
import { type FeedFormat, FeedRefused, type FeedSink } from '../feed-format.ts';
import type { Indicator } from '../indicator.ts';
import { linesOf } from './list.ts';

const KINDS: ReadonlyMap<string, readonly Indicator['kind'][]> = new Map<string, readonly Indicator['kind'][]>([
  ['Intel::ADDR', ['ip']],
  ['Intel::SUBNET', ['subnet', 'ip']],
  ['Intel::DOMAIN', ['domain']],
  ['Intel::URL', ['url']],
  ['Intel::FILE_HASH', ['hash']],
]);

/** Files of Zeek's intelligence framework: tab-separated, with a line that names the fields. */
export const zeekIntel: FeedFormat = {
  id: 'zeek-intel',
  title: 'Zeek intelligence file',
  suits: (head) => head.startsWith('#fields\tindicator'),
  read: (text, sink) => {
    let fields: string[] | null = null;
    for (const line of linesOf(text)) {
      if (line.startsWith('#fields')) fields = line.split('\t').slice(1);
      else if (line !== '' && !line.startsWith('#')) {
        if (fields === null) throw new FeedRefused('It lacks the line that names its fields.');
        readRow(line, fields, sink);
      }
    }
  },
};

function readRow(line: string, fields: readonly string[], sink: FeedSink): void {
  const cells = line.split('\t');
  const cell = (name: string): string => cells[fields.indexOf(name)] ?? '';
  const type = cell('indicator_type');
  const about = { confidence: 0.6, label: cell('meta.desc'), day: 0 };
  const value = cell('indicator');
  if (type === 'Intel::JA3' || type === 'Intel::JA3_HASH') {
    if (/^[0-9a-f]{32}$/i.test(value)) sink.indicator({ kind: 'ja3', value: value.toLowerCase(), port: 0, ...about });
    else sink.skip(line, 'is no JA3 fingerprint');
    return;
  }
  const kinds = KINDS.get(type);
  if (kinds === undefined) return sink.skip(line, `has the type ${type.slice(0, 40)}, which traffic does not show`);
  // Zeek writes URLs without their scheme.
  const named = classifyIndicator(type === 'Intel::URL' && !value.includes('://') ? `http://${value}` : value);
  if (named === null || !kinds.includes(named.kind)) sink.skip(line, `is not of its type ${type}`);
  else sink.indicator({ ...named, ...about });
}
