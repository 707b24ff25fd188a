import { classifyIndicator } from '../classify-indicator.ts';
import type { FeedFormat, FeedSink } from '../feed-format.ts';
import type { Indicator } from '../indicator.ts';

/** Adds a word of a feed, or says why not. */
export function addWord(word: string, about: Omit<Indicator, 'kind' | 'value' | 'port'>, sink: FeedSink): void {
  const named = classifyIndicator(word);
  if (named === null) sink.skip(word, 'names nothing that traffic can be compared with');
  else sink.indicator({ ...named, ...about });
}

/** Lines of a text, without their ends. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? undefined : end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (end < 0) return;
    from = end + 1;
  }
}

/** Plain lists: one address, network, endpoint, name, URL or digest a line, `#` or `;` before comments; hosts files too. */
export const list: FeedFormat = {
  id: 'list',
  title: 'Plain list',
  suits: () => true,
  read: (text, sink) => {
    const about = { confidence: 0.5, label: '', day: 0 };
    for (const line of linesOf(text)) {
      const bare = line.replace(/(?:^|\s)[#;][^]*$/, '').trim();
      if (bare === '') continue;
      const [first = '', second] = bare.split(/[\s,]+/, 2);
      // A hosts file: the name after an address that leads nowhere.
      const isSink = second !== undefined && /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)$/.test(first);
      addWord(isSink ? second : first, about, sink);
    }
  },
};
