import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, freePort, isInstalled, withSbin } from './private-libvirtd.ts';

/** What is missing for {@link startSshd}, '' if nothing. */
export function lackingForSshd(): string {
  if (process.getuid?.() !== 0) return 'it needs root';
  return ['sshd', 'ssh', 'ssh-keygen', 'unshare'].filter((program) => !isInstalled(program)).join(', ');
}

/** An ssh server on loopback that lets root in by a key of its own. */
export interface PrivateSshd {
  port: number;
  /** Private key that is let in, and one that is not. */
  key: string;
  strangerKey: string;
  /** File with the server's key, and one with another key for it. */
  knownHosts: string;
  changedHosts: string;
  emptyHosts: string;
  stop(): Promise<void>;
}

/** Starts one whose logins find libvirt's sockets of a folder where they usually are. */
export async function startSshd(sockets: string): Promise<PrivateSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  const path = (name: string): string => join(folder, name);
  for (const name of ['host', 'other-host', 'key', 'stranger']) {
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(name)]);
  }
  const port = await freePort();
  const publicKey = (name: string): string => readFileSync(path(`${name}.pub`), 'utf8');
  writeFileSync(path('authorized'), publicKey('key'));
  writeFileSync(path('known'), `[127.0.0.1]:${port} ${publicKey('host')}`);
  writeFileSync(path('changed'), `[127.0.0.1]:${port} ${publicKey('other-host')}`);
  writeFileSync(path('empty'), '');
  const settings = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${path('host')}`,
    `AuthorizedKeysFile ${path('authorized')}`,
    `PidFile ${path('pid')}`,
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
  ];
  writeFileSync(path('config'), settings.join('\n'));
  const usual = `mkdir -p /run/sshd /run/libvirt && mount --bind ${sockets} /run/libvirt`;
  const start = `mount -t tmpfs tmpfs /run && ${usual} && exec $(command -v sshd) -D -f ${path('config')}`;
  const child = spawn('unshare', ['-m', 'sh', '-c', start], { env: withSbin(), stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries === 100) {
      await stop();
      throw new Error('sshd did not start');
    }
    await pause(50);
  }
  return {
    port,
    key: path('key'),
    strangerKey: path('stranger'),
    knownHosts: path('known'),
    changedHosts: path('changed'),
    emptyHosts: path('empty'),
    stop,
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
