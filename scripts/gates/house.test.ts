import { describe, expect, it } from 'vitest';
import { inspect, rules } from './house.mjs';

/** Rule → a line that breaks it and one that does not, in a file of the product. */
const probes: Record<string, [path: string, broken: string, kept: string]> = {
  'no-markup-from-text': ['renderer/ui/Name.tsx', 'element.innerHTML = name;', 'element.textContent = name;'],
  'no-code-from-text': ['main/loop/clock.ts', 'new Function(text)();', 'const retrieval = (text) => text;'],
  'no-shell-strings': [
    'main/doctor/io/find.ts',
    'spawn(text, { shell: true });',
    "spawn('nft', ['-c'], { shell: false });",
  ],
  'no-silenced-checks': ['main/loop/clock.ts', '// @ts-ignore', '// ignores what came late'],
  'no-leftovers': ['main/loop/clock.test.ts', "it.only('ticks', run);", "it('ticks', run);"],
  'sql-in-store': ['main/api/flows.ts', "run('select id from flow where x');", "say('select a flow from the list');"],
};

describe.each(Object.entries(probes))('%s', (rule, [path, broken, kept]) => {
  it('fires on what it forbids', () => expect(inspect(path, broken).join()).toMatch(`${rule}: ${path}:1`));
  it('stays quiet on what it allows', () => expect(inspect(path, kept)).toEqual([]));
});

it('has a probe for each rule', () => expect(Object.keys(probes)).toEqual(Object.keys(rules)));

it('leaves SQL to the store', () =>
  expect(inspect('main/store/flows.ts', "'select id from flow where x'")).toEqual([]));

it('finds long files', () => {
  expect(inspect('main/a.ts', 'x\n'.repeat(351)).join()).toContain('351 lines');
  expect(inspect('main/a.ts', 'x\n'.repeat(350))).toEqual([]);
});

it.each(['main/flow-manager.ts', 'main/Flow.ts', 'main/flowList.ts', 'renderer/ui/utils.ts', 'main/index.ts'])(
  'refuses the name %s',
  (path) => expect(inspect(path, '')).toHaveLength(1),
);
it.each(['main/flow-list.ts', 'renderer/ui/FlowTable.tsx', 'renderer/ui/FlowTable.test.tsx', 'shared/globals.d.ts'])(
  'accepts the name %s',
  (path) => expect(inspect(path, '')).toEqual([]),
);
