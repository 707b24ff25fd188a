import { execFileSync } from 'node:child_process';

/** A machine of the lab. */
export interface LabMachine {
  /** Its device on the switch's side, as a VM's tap is on its host. */
  device: string;
  mac: string;
  address: string;
  /** Runs a Node script in it, to its end. */
  run(script: string): string;
}

/** Machines on a bridge, each in a network namespace of its own; nothing leaves them. */
export interface VethLab {
  machines: Record<'a' | 'b' | 'outside', LabMachine>;
  /** Writes packets of a device to its standard output, as `WatchedHost.captureCommand` says. */
  capture(device: string, ...options: string[]): string[];
  close(): void;
}

/** @returns what is missing for a lab, '' when there is nothing */
export function whyNoLab(): string {
  if (process.getuid?.() !== 0) return 'not root';
  for (const [program, ...args] of [
    ['tcpdump', '--version'],
    ['ip', '-V'],
  ] as const) {
    try {
      execFileSync(program, args, { stdio: 'ignore' });
    } catch {
      return `${program} is not installed`;
    }
  }
  try {
    execFileSync('ip', ['netns', 'add', `mien-try-${process.pid}`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `mien-try-${process.pid}`], { stdio: 'ignore' });
    return '';
  } catch {
    return 'network namespaces cannot be made';
  }
}

/** Makes a lab. @throws when {@link whyNoLab} has a reason */
export function createVethLab(): VethLab {
  const name = (part: string): string => `mien-${part}-${process.pid}`;
  const ip = (...words: string[]): void => {
    execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  const host = name('host');
  const spaces = [host];
  ip('netns', 'add', host);
  // Only what the test sends is to be seen: no neighbour discovery.
  const quiet = (space: string): void => {
    ip(
      'netns',
      'exec',
      space,
      'sysctl',
      '-qw',
      'net.ipv6.conf.all.disable_ipv6=1',
      'net.ipv6.conf.default.disable_ipv6=1',
    );
  };
  quiet(host);
  ip('-n', host, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0');
  ip('-n', host, 'link', 'set', 'br0', 'up');
  const plug = (part: string, number: number): LabMachine => {
    const space = name(part);
    spaces.push(space);
    const device = `tap-${part}`;
    const mac = `52:54:00:00:00:0${number}`;
    const address = `10.66.0.${number}`;
    ip('netns', 'add', space);
    quiet(space);
    ip('-n', host, 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
    ip('-n', host, 'link', 'set', device, 'master', 'br0', 'up');
    ip('-n', space, 'link', 'set', 'eth0', 'address', mac);
    ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', space, 'link', 'set', 'eth0', 'up');
    const run = (script: string): string =>
      execFileSync('ip', ['netns', 'exec', space, process.execPath, '-e', script], { encoding: 'utf8' });
    return { device, mac, address, run };
  };
  return {
    machines: { a: plug('a', 1), b: plug('b', 2), outside: plug('outside', 3) },
    capture: (device, ...options) =>
      ['ip', 'netns', 'exec', host, 'tcpdump', '-n', '-i', device, '-s', '262144', '-U', '-w', '-'].concat(options),
    close: () => {
      for (const space of spaces) ip('netns', 'del', space);
    },
  };
}
