import { installSystemParts } from './system.mjs';
import { Stop } from './stop.mjs';

/** The steps of `npm test` in order: what is quick and tells most comes first. */
const steps = {
  types: () => import('../gates/types.mjs'),
  format: () => import('../gates/format.mjs'),
  lint: () => import('../gates/lint.mjs'),
  arrows: () => import('../gates/arrows.mjs'),
  house: () => import('../gates/house.mjs'),
  knip: () => import('../gates/knip.mjs'),
  unit: () => import('../gates/unit.mjs'),
  fuzz: () => import('../gates/fuzz.mjs'),
  agent: () => import('../gates/agent.mjs'),
  build: () => import('../gates/build.mjs'),
  e2e: () => import('../gates/e2e.mjs'),
  package: () => import('../gates/package.mjs'),
  testbed: () => import('../gates/testbed.mjs'),
};

/**
 * Steps that run only where they are asked for: the testbed changes the machine more than a test should unasked, fuzzing and
 * the agent's crate take minutes more.
 */
const unasked = new Set(['fuzz', 'agent', 'testbed']);

/**
 * `npm test [-- --only a,b | --skip a,b | --with a,b] [FILTER…]`: runs the steps, all of them even where one fails; FILTERs narrow
 * `unit` and `e2e` to files. The last line counts every test, and each other step as one.
 */
export async function run(args) {
  const { chosen, filters } = readArguments(args);
  // Nothing here may fetch Electron, nor ask a person.
  process.env.CI ??= '1';
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??= '/nowhere';
  if (chosen.includes('e2e') || chosen.includes('unit')) installSystemParts();
  const rows = [];
  for (const name of chosen) {
    console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
    const begun = performance.now();
    const { passed, failed, skipped = 0, output = '', failures = [], secondTries = [] } = await attempt(name, filters);
    if (output !== '') console.log(output.trimEnd());
    rows.push({ name, passed, failed, skipped, failures, secondTries, seconds: (performance.now() - begun) / 1000 });
    console.log(failed === 0 ? `${name}: passed` : `${name}: FAILED`);
  }
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  console.log(`\n── summary ${'─'.repeat(63)}`);
  for (const { name, passed, failed, skipped, seconds } of rows) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(`${failed === 0 ? '✓' : '✕'} ${name.padEnd(8)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${counts}`);
  }
  for (const { failures } of rows) for (const failure of failures) console.log(`✕ ${failure}`);
  for (const { secondTries } of rows)
    for (const test of secondTries) console.log(`! passed at the second try only: ${test}`);
  if (total('skipped') > 0) console.log(`${total('skipped')} tests were skipped; each says above what it lacks.`);
  const skipped = chosen.includes('testbed') ? `, ${total('skipped')} skipped` : '';
  console.log(`${total('passed')} passed, ${total('failed')} failed${skipped}`);
  return total('failed') === 0 ? 0 : 1;
}

/** Runs a step; one that breaks is a failed one. */
async function attempt(name, filters) {
  try {
    return await (await steps[name]()).run(filters);
  } catch (error) {
    return { passed: 0, failed: 1, output: String(error?.stack ?? error) };
  }
}

/** Which steps to run, and the filters that are left. */
export function readArguments(args) {
  const names = Object.keys(steps);
  let chosen = names.filter((name) => !unasked.has(name));
  const filters = [];
  for (let index = 0; index < args.length; index += 1) {
    const [flag, inline] = args[index].split('=');
    if (flag !== '--only' && flag !== '--skip' && flag !== '--with') {
      filters.push(args[index]);
      continue;
    }
    const list = (inline ?? args[(index += 1)] ?? '').split(',');
    const unknown = list.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Stop(`no such step: ${unknown.join(', ')}. There are ${names.join(', ')}.`);
    chosen = names.filter((name) => {
      if (flag === '--only') return list.includes(name);
      return flag === '--with'
        ? chosen.includes(name) || list.includes(name)
        : chosen.includes(name) && !list.includes(name);
    });
  }
  return { chosen, filters };
}
