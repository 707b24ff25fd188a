#!/usr/bin/env node
// The `mien` command, as npm links it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('launch.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [launcher, 'mien', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
