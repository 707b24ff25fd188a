import type { FeedFormat } from '../feed-format.ts';
import { addWord, linesOf } from './list.ts';

/** So many lists that name an address make it as sure as it gets. */
const SURE = 8;

/** IPsum: an address and on how many black lists it stands. */
export const ipsum: FeedFormat = {
  id: 'ipsum',
  title: 'IPsum (addresses with the number of lists)',
  suits: (head) => /^# IPsum/m.test(head) || /^(?:#.*\n)*\d+\.\d+\.\d+\.\d+\t\d{1,3}\r?$/m.test(head),
  read: (text, sink) => {
    for (const line of linesOf(text)) {
      if (line === '' || line.startsWith('#')) continue;
      const [address = '', lists = ''] = line.split('\t');
      const count = Number(lists);
      if (!(count >= 1)) sink.skip(line, 'says not on how many lists it stands');
      else addWord(address, { confidence: Math.min(1, count / SURE), label: `on ${count} lists`, day: 0 }, sink);
    }
  },
};
