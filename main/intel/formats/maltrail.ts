import type { FeedFormat } from '../feed-format.ts';
import { addWord, linesOf } from './list.ts';

/** Trails of Maltrail: names, endpoints and URLs, with the malware's other names in a comment. */
export const maltrail: FeedFormat = {
  id: 'maltrail',
  title: 'Maltrail trails',
  suits: (head) => /^#.*maltrail/im.test(head),
  read: (text, sink) => {
    let label = '';
    for (const line of linesOf(text)) {
      if (line.startsWith('#')) {
        label = /^# Aliases: ([^,]+)/.exec(line)?.[1]?.trim() ?? label;
        continue;
      }
      const word = line.split(/\s/, 1)[0] ?? '';
      if (word !== '') addWord(word, { confidence: 0.7, label, day: 0 }, sink);
    }
  },
};
