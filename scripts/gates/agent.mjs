import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { at, cache } from '../launch/places.mjs';

/**
 * The guest's agent, in Rust: format, lint and tests of its crate; each test counts. Without cargo, or where its crates
 * cannot be had, it counts one skipped test and says so: everything else builds and tests without.
 */
export async function run() {
  if (spawnSync('cargo', ['--version']).status !== 0) return skip('cargo (https://rustup.rs)');
  const fetched = await cargo('fetch', '--locked');
  if (fetched.code !== 0) return skip(`the crates of native/agent/Cargo.lock: ${fetched.output.trim()}`);
  const checks = [
    await cargo('fmt', '--check'),
    await cargo('clippy', '--locked', '--offline', '--all-targets', '--quiet', '--', '-D', 'warnings'),
  ];
  const tests = await cargo('test', '--locked', '--offline', '--quiet');
  const sum = (word) =>
    [...tests.output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce(
      (total, [, count]) => total + Number(count),
      0,
    );
  const failed = sum('failed') + checks.filter(({ code }) => code !== 0).length;
  return {
    passed: sum('passed') + checks.filter(({ code }) => code === 0).length,
    failed: failed === 0 && tests.code !== 0 ? 1 : failed,
    output: [...checks, tests].flatMap(({ code, output }) => (code === 0 ? [] : [output])).join('\n'),
  };
}

const skip = (lack) => ({ passed: 0, failed: 0, skipped: 1, output: `SKIPPED, the guest's agent: it needs ${lack}.` });

/** Where cargo puts what it builds: it stays in the cache. */
export const agentTarget = process.env.CARGO_TARGET_DIR ?? join(cache, 'agent-target');

/** Runs cargo in the agent's crate; answers with its exit code and what it printed. */
export function cargo(...words) {
  return new Promise((resolve) => {
    const child = spawn('cargo', words, {
      cwd: at('native/agent'),
      env: { ...process.env, CARGO_TARGET_DIR: agentTarget },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    // A program that cannot be started is one that failed.
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  });
}
