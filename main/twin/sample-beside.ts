import type { SequenceChannel } from './event-window.ts';
import { seededRandom } from './models/seeded-random.ts';
import type { Twin } from './twin.ts';

/** Events that are shown beside each other. */
const SHOWN = 40;
/** Channels by how much they tell a person. */
const ORDER: readonly SequenceChannel[] = ['processes', 'syscalls', 'flows'];

/**
 * What the twin would do from where the VM's newest window began, event by event beside what the VM did. The same for the
 * same window, so that a look changes nothing.
 */
export function sampleBeside(twin: Twin): {
  sampled: { twin: string; real: string; same: boolean }[];
  sampledOf: string;
} {
  for (const channel of ORDER) {
    const latest = twin.latest.get(channel);
    if (latest === undefined || latest.stream.model.learned < 50) continue;
    const { window, stream } = latest;
    const { words } = twin.tracks[channel];
    const [run] = window.runs;
    const real =
      channel === 'syscalls'
        ? (run?.tokens.slice(run.context) ?? []).map((token) => stream.wordOf(token, words))
        : window.happenings.map(({ word }) => word);
    const random = seededRandom(Math.floor(window.from / 1000));
    const context = [...(run?.tokens.slice(0, run.context) ?? [])];
    const sampled = real.slice(0, SHOWN).map((word) => {
      const token = stream.model.draw(context, random());
      context.push(token);
      const own = stream.wordOf(token, words);
      return { twin: own, real: word, same: own === word };
    });
    return { sampled, sampledOf: `${window.service}${window.thread === '' ? '' : `, ${window.thread}`}` };
  }
  return { sampled: [], sampledOf: '' };
}
