import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../launch/build.mjs';
import { at, cache } from '../launch/places.mjs';
import { agentTarget, cargo } from './agent.mjs';
import { count, runVitest } from './unit.mjs';

const TARGET = 'x86_64-unknown-linux-musl';
const testbed = (...words) => spawnSync(at('e2e/testbed/testbed.sh'), words, { stdio: 'inherit' }).status === 0;

/**
 * Brings two hosts with real guests up, runs the live suite against them, and ends what it started; what was up already
 * stays. Where that cannot be done it counts one skipped test and says why.
 */
export async function run(filters) {
  const lack = findLack();
  if (lack !== null) {
    return { passed: 0, failed: 0, skipped: 1, output: `SKIPPED, the live suite: it needs ${lack}.` };
  }
  const wasUp = spawnSync(at('e2e/testbed/testbed.sh'), ['status', '--json'], { encoding: 'utf8' });
  const stays = wasUp.status === 0 && JSON.parse(wasUp.stdout).hosts.length > 0;
  // Ctrl+C ends the suite; what it used is still taken down.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  try {
    const agent = await buildAgent();
    if (typeof agent === 'string') process.env.MIEN_TESTBED_AGENT = agent;
    if (!testbed('up', '--hosts', '2')) {
      return { passed: 0, failed: 1, output: 'The testbed did not come up; it says why above.' };
    }
    await build({ only: ['programs', 'renderer'] });
    const report = join(cache, 'testbed.json');
    mkdirSync(cache, { recursive: true });
    rmSync(report, { force: true });
    const args = ['--config=e2e/testbed/vitest.config.ts', '--reporter=verbose', ...filters];
    const { code, secondTries } = await runVitest('testbed', args);
    const counted = count(JSON.parse(readFileSync(report, 'utf8')), code);
    const lacking = agent === null ? [`SKIPPED, the agent in guests: ${LACKS_CARGO}`] : [];
    return { ...counted, secondTries, output: [...lacking, counted.output].join('\n').trim() };
  } finally {
    if (!stays) testbed('down');
    process.off('SIGINT', wait);
  }
}

const LACKS_CARGO = 'it needs cargo with the target x86_64-unknown-linux-musl, and clang.';

/** The agent as a static binary for guests: its path, or null where it cannot be built; one that was named is taken. */
async function buildAgent() {
  if (process.env.MIEN_TESTBED_AGENT) return process.env.MIEN_TESTBED_AGENT;
  if (!hasProgram('cargo')) return null;
  // What the kernel's side is compiled with; the target comes with rustup where that is how Rust was installed.
  if (!hasProgram('clang')) spawnSync('apt-get', ['install', '-y', '-qq', 'clang'], { stdio: 'inherit' });
  if (hasProgram('rustup')) spawnSync('rustup', ['target', 'add', TARGET], { stdio: 'ignore' });
  const built = await cargo('build', '--release', '--locked', '--quiet', '--bin', 'mien-agent', '--target', TARGET);
  if (built.code === 0) return join(agentTarget, TARGET, 'release', 'mien-agent');
  console.log(built.output.trimEnd());
  return null;
}

/** What this machine lacks for real hosts, null where it lacks nothing. */
export function findLack({ platform = process.platform, getuid = process.getuid, find = hasProgram } = {}) {
  if (platform !== 'linux') return 'Linux';
  if (getuid() !== 0) return 'root, for namespaces, bridges and guests';
  if (!find('apt-get')) return 'Debian or a system like it, whose packages it installs';
  return null;
}

const hasProgram = (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
