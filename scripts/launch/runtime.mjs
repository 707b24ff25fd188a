import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { at } from './places.mjs';
import { Stop } from './stop.mjs';

/** True where `versions` (of `process.versions`) can run the engine: N-API 10, and TypeScript sources as they are. */
export function isNewEnough({ node, napi }) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return Number(napi) >= 10 && (major > 22 || (major === 22 && minor >= 18)) && major !== 23;
}

/** Path of the Node that came with the packages, or null where there is none for this machine. */
export function findBundledNode() {
  const { platform, arch } = process;
  const name = platform === 'win32' ? 'win' : platform;
  const path = at('node_modules', `node-${name}-${arch}`, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(path) ? path : null;
}

/** Runs `args` again under the bundled Node where this one is too old; answers with its exit code, null where not. */
export async function rerunUnderNewerNode(args) {
  if (isNewEnough(process.versions)) return null;
  const node = findBundledNode();
  if (node === null) {
    throw new Stop(
      `Node ${process.versions.node} is too old and none comes for this machine: install Node 22.18 or later.`,
    );
  }
  return runToEnd(node, args);
}

/** Runs a program with our terminal, passing on what should end it; answers with its exit code. */
export function runToEnd(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    // A terminal sends Ctrl+C to the child too; we only must not die before it.
    const signals = { SIGINT: process.stdin.isTTY ? () => undefined : pass, SIGTERM: pass, SIGHUP: pass };
    for (const [signal, listener] of Object.entries(signals)) process.on(signal, listener);
    const done = () => {
      for (const [signal, listener] of Object.entries(signals)) process.off(signal, listener);
    };
    child.on('error', (error) => (done(), reject(error)));
    child.on('exit', (code, signal) => (done(), resolve(code ?? (signal === 'SIGINT' ? 130 : 143))));
  });
}
