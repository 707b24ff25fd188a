// The arrows of ARCHITECTURE.md. Each rule has a probe in scripts/gates/arrows.test.ts that shows it fires.
const tests = '\\.(test|live)(-support)?\\.tsx?$|/(testing|fuzz|bench|soak)/';
const layers = ['app', 'main', 'native', 'shared', 'renderer'];
/** Forbids what `from` may not reach: every layer but those named. */
const only = (name, layer, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${layer}/` },
  to: { path: `^(${layers.filter((other) => other !== layer && !allowed.includes(other)).join('|')}|e2e|scripts)/` },
});
/** A package, found or not. */
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

module.exports = {
  forbidden: [
    { ...only('app-opens-doors', 'app', 'main', 'shared'), comment: 'app → main, shared' },
    { ...only('main-thinks', 'main', 'shared', 'native'), comment: 'main → shared (native: see below)' },
    { ...only('shared-is-language', 'shared'), comment: 'shared → nothing' },
    { ...only('renderer-shows', 'renderer', 'shared'), comment: 'renderer → shared' },
    { ...only('native-touches-metal', 'native'), comment: 'native → nothing' },
    {
      name: 'native-under-io',
      comment: 'main reaches native code only from an io/ folder; telemetry may name the types of the packet reader',
      severity: 'error',
      from: { path: '^main/', pathNot: ['/io/', tests] },
      to: { path: '^native/', pathNot: '^native/packets/records\\.ts$' },
    },
    {
      name: 'native-records-as-types',
      comment: 'outside io/ only main/telemetry takes the packet reader’s records, and as types alone',
      severity: 'error',
      from: { path: '^main/', pathNot: ['/io/', '^main/telemetry/', tests] },
      to: { path: '^native/packets/records\\.ts$' },
    },
    {
      name: 'telemetry-takes-types',
      comment: 'main/telemetry takes the packet reader’s records as types, never as code',
      severity: 'error',
      from: { path: '^main/telemetry/', pathNot: tests },
      to: { path: '^native/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-under-io',
      comment: 'in main, files, network and processes are touched only under an io/ folder',
      severity: 'error',
      from: { path: '^main/', pathNot: ['/io/', tests] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-in-page',
      comment: 'shared and renderer run where there is no Node',
      severity: 'error',
      from: { path: '^(shared|renderer)/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-in-shell',
      comment: 'only app/electron knows Electron',
      severity: 'error',
      from: { path: '.', pathNot: '^app/electron/' },
      to: { path: packages('electron') },
    },
    {
      name: 'react-in-renderer',
      comment: 'only renderer knows React',
      severity: 'error',
      from: { path: '.', pathNot: '^(renderer|e2e)/' },
      to: { path: packages('react', 'react-dom', '@tanstack/react-[a-z]+', 'recharts', 'lucide-react') },
    },
    {
      name: 'sqlite-in-store',
      comment: 'only main/store knows SQLite',
      severity: 'error',
      from: { path: '.', pathNot: ['^main/store/', '^main/doctor/io/', tests] },
      to: { path: packages('better-sqlite3') },
    },
    {
      name: 'parser-has-no-network',
      comment: 'what reads hostile bytes reaches neither network nor store',
      severity: 'error',
      from: { path: '^app/parser/', pathNot: tests },
      to: { path: ['^(node:)?(net|http|https|http2|tls|dgram|dns|child_process)$', '^main/store/'], reachable: true },
    },
    {
      name: 'host-has-no-store',
      comment: 'the process that watches a host reaches neither the store nor captures',
      severity: 'error',
      from: { path: '^app/host/', pathNot: tests },
      to: { path: '^main/(store|captures|api)/', reachable: true },
    },
    {
      name: 'no-cycles',
      comment: 'modules that need each other are one module (types alone may point back)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: `^(${layers.join('|')})/`, pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-development-packages',
      comment: 'the product runs without devDependencies (types excepted)',
      severity: 'error',
      from: { path: `^(${layers.join('|')})/`, pathNot: [tests, '^renderer/dev/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: packages('electron') },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: `^(${layers.join('|')}|e2e)/` },
      to: { couldNotResolve: true, pathNot: ['^electron$', '^vitest/config$', '\\?(worker|url|raw)'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.css$', '(^|/)dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
