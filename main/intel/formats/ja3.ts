import type { FeedFormat } from '../feed-format.ts';
import { linesOf } from './list.ts';

/** Fingerprints of TLS clients: `digest,description` a line, of JA3 (32 hex digits) or JA4. */
export const ja3: FeedFormat = {
  id: 'ja3',
  title: 'JA3 or JA4 list (CSV)',
  suits: (head) => /^"?(?:[0-9a-f]{32}|[tq]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12})"?,/m.test(head),
  read: (text, sink) => {
    for (const line of linesOf(text)) {
      if (line === '' || line.startsWith('#')) continue;
      const [first = '', ...rest] = line.split(',');
      const value = first.replaceAll('"', '').trim().toLowerCase();
      const about = { port: 0, confidence: 0.4, label: rest.join(',').replaceAll('"', '').trim(), day: 0 };
      if (/^[0-9a-f]{32}$/.test(value)) sink.indicator({ kind: 'ja3', value, ...about });
      else if (/^[tq]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/.test(value))
        sink.indicator({ kind: 'ja4', value, ...about });
      else sink.skip(line, 'is no fingerprint');
    }
  },
};
