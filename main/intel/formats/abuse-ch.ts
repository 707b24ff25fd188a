import { z } from 'zod';
import { type FeedFormat, FeedRefused, type FeedSink } from '../feed-format.ts';
import { dayOf, readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { addWord } from './list.ts';

/** The comment that heads abuse.ch's CSV names the columns last. */
function columnsOf(text: string): string[] {
  const head = text
    .slice(0, 20_000)
    .split('\n')
    .filter((line) => line.startsWith('#'));
  const names = head.findLast((line) => line.includes(',')) ?? '';
  const columns = [...names.matchAll(/[a-z0-9_]+/gi)].map(([name]) => name);
  if (columns.length < 2) throw new FeedRefused('The comment that names the columns is not there.');
  return columns;
}

/** URLhaus: URLs that hand out malware. Those that were taken off line say less. */
export const urlhaus: FeedFormat = {
  id: 'urlhaus',
  title: 'URLhaus (CSV)',
  suits: (head) => /URLhaus/.test(head) && /^# ?id,dateadded,url/m.test(head),
  read: (text, sink) => {
    for (const row of readCsv(text, columnsOf(text))) {
      const confidence = row['url_status'] === 'online' ? 0.9 : 0.6;
      const label = (row['tags'] ?? '') === 'None' ? '' : (row['tags'] ?? '');
      const seen = row['last_online'] === 'None' ? row['dateadded'] : (row['last_online'] ?? row['dateadded']);
      addWord(row['url'] ?? '', { confidence, label, day: dayOf(seen) }, sink);
    }
  },
};

function addThreatFox(ioc: string, type: string, label: string, level: number, seen: string, sink: FeedSink): void {
  const confidence = Number.isFinite(level) ? Math.min(1, Math.max(0, level / 100)) : 0.5;
  const about = { confidence, label, day: dayOf(seen) };
  if (type === 'ja3_fingerprint' || type === 'ja4_fingerprint') {
    const kind = type === 'ja3_fingerprint' ? 'ja3' : 'ja4';
    sink.indicator({ kind, value: ioc.toLowerCase(), port: 0, ...about });
  } else addWord(ioc, about, sink);
}

/** ThreatFox as CSV. */
export const threatfox: FeedFormat = {
  id: 'threatfox',
  title: 'ThreatFox (CSV)',
  suits: (head) => /ThreatFox/i.test(head) && /ioc_value/.test(head),
  read: (text, sink) => {
    for (const row of readCsv(text, columnsOf(text))) {
      const label = row['malware_printable'] ?? row['fk_malware'] ?? '';
      const seen = row['last_seen_utc'] || row['first_seen_utc'] || '';
      addThreatFox(row['ioc_value'] ?? '', row['ioc_type'] ?? '', label, Number(row['confidence_level']), seen, sink);
    }
  },
};

const threatFoxEntry = z.object({
  ioc_value: z.string(),
  ioc_type: z.string(),
  malware_printable: z.string().nullish(),
  confidence_level: z.coerce.number().catch(50),
  first_seen_utc: z.string().nullish(),
  last_seen_utc: z.string().nullish(),
});

/** ThreatFox as JSON: entries by number. */
export const threatfoxJson: FeedFormat = {
  id: 'threatfox-json',
  title: 'ThreatFox (JSON)',
  suits: (head) => /^\s*\{/.test(head) && /"ioc_value"/.test(head),
  read: (text, sink) => {
    const body = readJson(text, z.record(z.string(), z.array(z.unknown())));
    for (const entry of Object.values(body).flat()) {
      const read = threatFoxEntry.safeParse(entry);
      if (!read.success) {
        sink.skip(JSON.stringify(entry).slice(0, 200), 'is not an entry of ThreatFox');
        continue;
      }
      const { ioc_value: value, ioc_type: type, malware_printable: label, confidence_level: level } = read.data;
      const seen = read.data.last_seen_utc ?? read.data.first_seen_utc ?? '';
      addThreatFox(value, type, label ?? '', level, seen, sink);
    }
  },
};

/** Feodo Tracker as CSV: controllers of botnets, by address and port. */
export const feodo: FeedFormat = {
  id: 'feodo',
  title: 'Feodo Tracker (CSV)',
  suits: (head) => /Feodo/i.test(head) && /dst_ip/.test(head),
  read: (text, sink) => {
    const own = /^"?first_seen_utc/m.test(text) ? undefined : columnsOf(text);
    for (const row of readCsv(text, own)) {
      const confidence = row['c2_status'] === 'offline' ? 0.7 : 0.95;
      const about = {
        confidence,
        label: row['malware'] ?? '',
        day: dayOf(row['last_online'] || row['first_seen_utc']),
      };
      addWord(`${row['dst_ip'] ?? ''}:${row['dst_port'] ?? ''}`, about, sink);
    }
  },
};

const feodoEntry = z.object({
  ip_address: z.string(),
  port: z.number(),
  status: z.string().nullish(),
  malware: z.string().nullish(),
  last_online: z.string().nullish(),
  first_seen: z.string().nullish(),
});

/** Feodo Tracker as JSON. */
export const feodoJson: FeedFormat = {
  id: 'feodo-json',
  title: 'Feodo Tracker (JSON)',
  suits: (head) => /^\s*\[/.test(head) && /"ip_address"/.test(head) && /"malware"/.test(head),
  read: (text, sink) => {
    for (const entry of readJson(text, z.array(z.unknown()))) {
      const read = feodoEntry.safeParse(entry);
      if (!read.success) {
        sink.skip(JSON.stringify(entry).slice(0, 200), 'is not an entry of Feodo Tracker');
        continue;
      }
      const { ip_address: address, port, status, malware, last_online: online, first_seen: seen } = read.data;
      const confidence = status === 'offline' ? 0.7 : 0.95;
      addWord(`${address}:${port}`, { confidence, label: malware ?? '', day: dayOf(online ?? seen ?? '') }, sink);
    }
  },
};
