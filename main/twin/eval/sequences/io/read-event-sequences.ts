import { readTexts } from '../../io/read-texts.ts';
import type { LabelledTraces } from '../labelled-traces.ts';

const parts = /^(.+)_(train|test_normal|test_abnormal)(?:\.\w+)?$/;

/**
 * Reads log event sequences as the AIT's data sets hold them: files `NAME_train`, `NAME_test_normal` and
 * `NAME_test_abnormal`, a line a sequence: its name, a comma, numbers of events.
 * @returns by name, ascending; names that lack a part are left out
 */
export async function readEventSequences(folder: string): Promise<{ name: string; traces: LabelledTraces }[]> {
  const found = new Map<string, LabelledTraces>();
  for (const { path, text } of await readTexts(folder)) {
    const [, name, part] = parts.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
    if (name === undefined) continue;
    const traces = found.get(name) ?? { training: [], normal: [], attacks: [] };
    found.set(name, traces);
    for (const line of text.split('\n')) {
      const events = line.slice(line.indexOf(',') + 1).trim();
      if (events === '') continue;
      const calls = Uint16Array.from(events.split(/\s+/), Number);
      if (part === 'train') traces.training.push(calls);
      else if (part === 'test_normal') traces.normal.push(calls);
      else traces.attacks.push({ family: name, run: 1, calls });
    }
  }
  return [...found]
    .map(([name, traces]) => ({ name, traces }))
    .filter(({ traces }) => traces.training.length > 0 && traces.normal.length > 0 && traces.attacks.length > 0)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
