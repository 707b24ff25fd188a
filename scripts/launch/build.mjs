import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { at, dist } from './places.mjs';

/** Program in `dist/` → its source. */
export const programs = {
  cli: 'app/cli/mien.ts',
  'bench-index': 'app/bench/index-file.ts',
  shell: 'app/electron/main.ts',
  'engine-process': 'app/electron/engine-process.ts',
};
/** The same for programs that are one file each: what the parser may read is small, a preload script stands alone. */
const single = {
  parser: { source: 'app/parser/parser.ts', format: 'es', ending: 'js' },
  host: { source: 'app/host/host.ts', format: 'es', ending: 'js' },
  preload: { source: 'app/electron/preload.ts', format: 'cjs', ending: 'cjs' },
};
/** Not bundled: one holds native code, the other is the shell's host. */
const external = ['better-sqlite3', 'electron'];

/** What is built: name → the sources it depends on, and how. */
const parts = {
  renderer: { sources: ['renderer', 'shared', 'vite.config.ts'], build: buildRenderer },
  programs: { sources: ['app', 'main', 'native', 'shared'], build: buildPrograms },
};

/** Builds what is older than its sources (all with `--force`, the named parts where names are given). */
export async function run(args) {
  await build({ force: args.includes('--force'), only: args.filter((arg) => arg in parts) });
  return 0;
}

/** Builds what is stale; says so in one line, since it takes seconds. */
export async function build({ force = false, only = [] } = {}) {
  const names = only.length > 0 ? only : Object.keys(parts);
  for (const name of names) {
    const { sources, build: make } = parts[name];
    const wanted = digest([...sources, 'package-lock.json', 'scripts/launch/build.mjs']);
    const stamp = join(dist, `.${name}-stamp`);
    if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    const start = performance.now();
    await make();
    mkdirSync(dist, { recursive: true });
    writeFileSync(stamp, wanted);
    console.error(`mien: built the ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

/** One digest over the names and contents of all sources that are no tests. */
export function digest(sources) {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    for (const path of listFiles(resolve(at(), source))) {
      if (/\.test\.tsx?$/.test(path)) continue;
      hash
        .update(`${relative(at(), path)}\0`)
        .update(readFileSync(path))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

async function buildRenderer() {
  const { build: viteBuild } = await import('vite');
  await viteBuild({ configFile: at('vite.config.ts'), root: at('renderer'), logLevel: 'warn' });
}

async function buildPrograms() {
  const { build: viteBuild } = await import('vite');
  const next = join(dist, `.next-${process.pid}`);
  const make = (input, output) =>
    viteBuild({
      configFile: false,
      root: at(),
      logLevel: 'warn',
      publicDir: false,
      ssr: { noExternal: true, external, target: 'node' },
      build: {
        ssr: true,
        outDir: next,
        emptyOutDir: false,
        target: 'node22',
        minify: false,
        sourcemap: true,
        rolldownOptions: { input, output, external },
      },
    });
  try {
    const inputs = Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, at(path)]));
    await make(inputs, { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' });
    for (const [name, { source, format, ending }] of Object.entries(single)) {
      await make({ [name]: at(source) }, { format, entryFileNames: `[name].${ending}`, codeSplitting: false });
    }
    // Whole files only ever take the place of whole files: a start beside this one sees old or new.
    const made = new Set(listFiles(next).map((path) => relative(next, path)));
    for (const path of listFiles(next).sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
      const target = join(dist, relative(next, path));
      mkdirSync(dirname(target), { recursive: true });
      renameSync(path, target);
    }
    for (const path of listFiles(join(dist, 'parts'))) if (!made.has(relative(dist, path))) rmSync(path);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

const isEntry = (path) => !path.includes('parts') && extname(path) !== '.map';
