import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { at } from '../launch/places.mjs';

const product = /^(app|main|native|shared|renderer)\//;
const tests = /\.test(-support)?\.tsx?$|\/testing\//;

/** What the text of a source must not hold: where, which pattern, and why. House rules that no linter knows. */
export const rules = {
  'no-markup-from-text': {
    where: (path) => product.test(path) && !tests.test(path),
    pattern:
      /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|createContextualFragment|srcdoc|document\.write(ln)?)\b/,
  },
  'no-code-from-text': {
    where: (path) => product.test(path) && !tests.test(path),
    pattern: /\beval\s*\(|\bnew Function\s*\(|\bvm\.run/,
  },
  'no-shell-strings': {
    where: (path) => product.test(path) && !tests.test(path),
    pattern: /\bshell:\s*true\b|\b(execSync|exec)\s*,.*from 'node:child_process'|\bopenExternal\b/,
  },
  'no-silenced-checks': { where: () => true, pattern: /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable/ },
  'no-leftovers': { where: () => true, pattern: /\b(TODO|FIXME|XXX|HACK)\b|\b(it|test|describe)\.(only|todo|fixme)\b/ },
  'sql-in-store': {
    where: (path) => product.test(path) && !path.startsWith('main/store/') && !tests.test(path),
    pattern:
      /[`'"]\s*(SELECT\s[^'"`]*\sFROM\s+\w+(\s+(WHERE|ORDER|GROUP|LIMIT|JOIN)\b|\s*[`'"])|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s|PRAGMA\s)/i,
  },
};

/** Most lines of a source; longer ones hold more than one idea. */
const LINES = 350;
const name =
  /^([a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|live|config|test-support))?\.(ts|tsx|mjs|css)|[A-Z][A-Za-z0-9]*(\.test)?\.tsx|[a-z0-9.-]+\.d\.ts)$/;
const vague = /^(index|common|misc|helpers?|utils?|service|manager)\.|-(manager|helpers?|utils?)\./i;

/** Checks one source; answers with `rule: why` for each thing found. */
export function inspect(path, text) {
  const found = [];
  for (const [rule, { where, pattern }] of Object.entries(rules)) {
    if (!where(path)) continue;
    text.split('\n').forEach((line, index) => {
      if (pattern.test(line)) found.push(`${rule}: ${path}:${index + 1}: ${line.trim().slice(0, 100)}`);
    });
  }
  const lines = text.split('\n').length - 1;
  if (lines > LINES) found.push(`length: ${path} has ${lines} lines, at most ${LINES}`);
  if (!name.test(basename(path)) || vague.test(basename(path))) {
    found.push(`name: ${path} is not named after its one idea`);
  }
  return found;
}

/** Checks every source of the project, and that the lock names no host. */
export async function run() {
  const found = [];
  let seen = 0;
  for (const folder of ['app', 'main', 'native', 'shared', 'renderer', 'e2e', 'scripts']) {
    for (const path of listSources(at(folder))) {
      seen += 1;
      const own = relative(at(), path);
      // These two name what they look for.
      if (!own.startsWith('scripts/gates/house.')) found.push(...inspect(own, readFileSync(path, 'utf8')));
    }
  }
  if (seen === 0) found.push('no source was seen: the check itself is broken');
  if (/"resolved": "http/.test(readFileSync(at('package-lock.json'), 'utf8'))) {
    found.push('lock: package-lock.json names a registry; .npmrc keeps it out (omit-lockfile-registry-resolved)');
  }
  return { passed: found.length === 0 ? 1 : 0, failed: found.length, output: found.join('\n') };
}

function listSources(folder) {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return entry === 'artifacts' || entry === 'node_modules' ? [] : listSources(path);
    return /\.(ts|tsx|mjs|css)$/.test(entry) ? [path] : [];
  });
}
