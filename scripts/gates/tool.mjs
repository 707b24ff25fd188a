import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { at } from '../launch/places.mjs';

/** Runs a tool of node_modules under this Node; answers with its exit code and what it printed. */
export function runTool(script, args, { show = false, environment = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [at('node_modules', script), ...args], {
      cwd: at(),
      env: { ...process.env, ...(show ? {} : { NO_COLOR: '1' }), ...environment },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  });
}

/** The outcome of a gate that counts as one test; its words are shown only where it failed. */
export const one = (code, output) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output });
