import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../launch/build.mjs';
import { createStubElectron } from './stub-electron.mjs';
import { one, runTool } from './tool.mjs';

/** Fuses a packaged console must have: true for on. */
const fuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
};
/** Archive and what lies beside it, in MB, without Electron and Node: more means something slipped in. */
const MEGABYTES = 40;

/** Packages the console for Linux around a stub of Electron and checks contents and fuses. */
export async function run() {
  if (process.platform !== 'linux') return { passed: 0, failed: 0, skipped: 1, output: 'only packaged on Linux' };
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'mien-package-'));
  try {
    createStubElectron(join(folder, 'electron'));
    const { code, output } = await runTool(
      'electron-builder/cli.js',
      [
        '--linux',
        'dir',
        `--${process.arch}`,
        '--publish=never',
        `-c.electronDist=${join(folder, 'electron')}`,
        `-c.directories.output=${join(folder, 'out')}`,
      ],
      { environment: { ELECTRON_BUILDER_OFFLINE: 'true' } },
    );
    if (code !== 0) return one(code, output);
    const unpacked = readdirSync(join(folder, 'out')).find((name) => name.endsWith('unpacked'));
    const found = await inspectPackage(join(folder, 'out', unpacked));
    return { passed: found.length === 0 ? 1 : 0, failed: found.length, output: found.join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with an unpacked package, one line each. */
async function inspectPackage(folder) {
  const { getCurrentFuseWire } = await import('@electron/fuses');
  const { FuseV1Options } = await import('@electron/fuses');
  const { listPackage } = await import('@electron/asar');
  const wire = await getCurrentFuseWire(join(folder, 'mien'));
  const found = [];
  for (const [name, on] of Object.entries(fuses)) {
    if ((String.fromCharCode(wire[FuseV1Options[name]]) === '1') !== on)
      found.push(`fuse ${name} is not ${on ? 'on' : 'off'}`);
  }
  const archive = join(folder, 'resources', 'app.asar');
  const files = listPackage(archive).map((path) => path.replaceAll('\\', '/'));
  const binary = `/node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`;
  const wanted = [
    '/package.json',
    ...['shell.js', 'engine-process.js', 'parser.js', 'host.js', 'preload.cjs', 'renderer/index.html'].map(
      (name) => `/dist/${name}`,
    ),
    binary,
  ];
  for (const path of wanted) if (!files.includes(path)) found.push(`${path} is missing`);
  const unwanted =
    /\.tsx?$|\.map$|\.test\.|^\/(app|main|native|shared|renderer|e2e|scripts|docs|\.git)(\/|$)|^\/node_modules\/(?!better-sqlite3)[^/]+$|\.(c|h|gyp)$/;
  for (const path of files) if (unwanted.test(path)) found.push(`${path} does not belong there`);
  const others = files.filter((path) => path.endsWith('.node') && path !== binary);
  for (const path of others) found.push(`${path} is for other machines`);
  for (const path of ['dist/parser.js', 'dist/host.js', binary.slice(1)]) {
    if (!existsSync(join(`${archive}.unpacked`, path))) found.push(`${path} does not lie beside the archive`);
  }
  if (!existsSync(join(folder, 'resources', 'node', 'node'))) found.push('the Node that runs the parser is missing');
  const megabytes = (statSync(archive).size + sizeOf(`${archive}.unpacked`)) / 1e6;
  if (megabytes > MEGABYTES) found.push(`the program has ${megabytes.toFixed(0)} MB, at most ${MEGABYTES}`);
  return found;
}

function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
