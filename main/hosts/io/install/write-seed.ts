import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeCloudSeed, tellSeedCommand } from '../../install/cloud-seed.ts';
import type { AgentProgram } from './build-agent.ts';

/** What was written: the folder, the image where one could be made, and the command that makes it where not. */
export interface WrittenSeed {
  folder: string;
  image: string | null;
  command: string[];
}

/** Writes the seed for cloud-init into a folder, and a CD of it where xorriso is installed. */
export async function writeSeed(folder: string, program: AgentProgram, now: number): Promise<WrittenSeed> {
  const files = join(folder, 'cidata');
  mkdirSync(files, { recursive: true });
  for (const [name, text] of Object.entries(makeCloudSeed(program.sha256, now))) writeFileSync(join(files, name), text);
  copyFileSync(program.path, join(files, 'mien-agent'));
  const image = join(folder, 'mien-seed.iso');
  const command = tellSeedCommand(files, image);
  return { folder: files, image: (await runs(command)) ? image : null, command };
}

function runs([program = '', ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
