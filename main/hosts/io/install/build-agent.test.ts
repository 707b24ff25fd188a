import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentProgramPath, buildAgent, readAgentProgram } from './build-agent.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'native/agent'), { recursive: true });
  writeFileSync(join(folder, 'native/agent/Cargo.toml'), '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Builds with a cargo that is this shell script; none where it is ''. */
async function build(cargo: string) {
  if (cargo !== '') {
    writeFileSync(join(folder, 'bin/cargo'), `#!/bin/sh\n${cargo}\n`);
    chmodSync(join(folder, 'bin/cargo'), 0o755);
  }
  vi.stubEnv('PATH', cargo === '' ? join(folder, 'bin') : `${join(folder, 'bin')}:/usr/bin:/bin`);
  let said = '';
  const built = await buildAgent(folder, join(folder, 'home'), (text) => (said += text), new AbortController().signal);
  return { built, said };
}

describe.skipIf(process.platform === 'win32')('building the agent', () => {
  it('keeps the program that cargo made, and tells what cargo says', async () => {
    const made = String.raw`while [ "$1" != --target-dir ]; do shift; done
mkdir -p "$2/x86_64-unknown-linux-musl/release"; printf agent >"$2/x86_64-unknown-linux-musl/release/mien-agent"; echo Compiling >&2`;
    const { built, said } = await build(made);
    const sha256 = 'd4f0bc5a29de06b510f9aa428f1eedba926012b591fef7a518e776a7c9bd1824';
    expect(built).toMatchObject({ program: { path: agentProgramPath(join(folder, 'home')), sha256 } });
    expect(said).toBe('Compiling\n');
    expect(readAgentProgram(agentProgramPath(join(folder, 'home')))?.bytes.toString()).toBe('agent');
  });

  it('says what to do where there is no cargo, where it fails, and where there are no sources', async () => {
    expect((await build('')).built).toMatchObject({ problem: expect.stringContaining('cargo is not installed') });
    const { built, said } = await build('echo broken; exit 101');
    expect(built).toMatchObject({ problem: expect.stringContaining('could not build it') });
    expect(said).toBe('broken\n');
    rmSync(join(folder, 'native'), { recursive: true });
    expect((await build('')).built).toMatchObject({ problem: expect.stringContaining('sources are not here') });
    expect(readAgentProgram(join(folder, 'none'))).toBeNull();
  });
});
