import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { probeProgram } from './probe-program.ts';

/** A packet to be sent, and to be looked for at the other end. */
export interface Probe {
  family: 4 | 6;
  transport: 'tcp' | 'udp';
  from: string;
  fromPort: number;
  to: string;
  toPort: number;
}

/** A VM and all its peers, on a bridge of a host of its own. */
export interface RuleLab {
  /** Runs a program where the host is. */
  host(words: readonly string[], input?: string): string;
  /** Runs a program where the VM is. */
  vm(words: readonly string[], input?: string): string;
  peers(words: readonly string[], input?: string): string;
  /** Sends probes from an end. @returns what came through, and which of the TCP ones were answered, by {@link keyOfProbe} */
  send(from: 'vm' | 'peers', probes: readonly Probe[]): Promise<{ arrived: Set<string>; answered: Set<string> }>;
  /** Runs a Node script at an end until the lab is closed. */
  begin(at: 'vm' | 'peers', script: string): Promise<LabProgram>;
  close(): void;
}

/** A program that runs at an end. */
export interface LabProgram {
  /** What it wrote so far. */
  output(): string;
  say(line: string): void;
  end(): void;
}

/** Names a probe by what is in its packet. */
export function keyOfProbe({ transport, from, fromPort, to, toPort }: Probe): string {
  return `${transport} ${from} ${fromPort} ${to} ${toPort}`;
}

/** Addresses of the VM, and networks of which the other end has every address. */
export const lab = {
  vm4: '10.66.0.1',
  vm6: 'fd66::1',
  host4: '10.66.0.254',
  tap: 'tap-vm',
  mac: '52:54:00:00:00:01',
  uuid: '5f0c0de5-0000-4000-8000-000000000001',
};

/** @returns what is missing for a lab, '' when there is nothing */
export function whyNoRuleLab(): string {
  if (process.getuid?.() !== 0) return 'not root';
  const name = `mien-try-${process.pid}`;
  try {
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
  } catch {
    return 'nft or network namespaces are missing';
  }
  try {
    execFileSync('ip', ['netns', 'exec', name, 'cat', '/proc/sys/net/bridge/bridge-nf-call-iptables'], {
      stdio: 'ignore',
    });
    return '';
  } catch {
    return 'the kernel has no br_netfilter';
  } finally {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  }
}

let count = 0;

/** Makes a lab. @throws when {@link whyNoRuleLab} has a reason */
export function createRuleLab(): RuleLab {
  const name = (part: string): string => `mien-${part}${count}-${process.pid}`;
  count++;
  const [host, vm, peers] = [name('rh'), name('rv'), name('rp')];
  const spaces: string[] = [];
  const children: ChildProcess[] = [];
  const run = (space: string, words: readonly string[], input?: string): string =>
    execFileSync('ip', ['netns', 'exec', space, ...words], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const space of [host, vm, peers]) {
    ip('netns', 'add', space);
    spaces.push(space);
    run(space, ['sysctl', '-qw', 'net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0']);
    ip('-n', space, 'link', 'set', 'lo', 'up');
  }
  run(host, ['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=1', 'net.bridge.bridge-nf-call-ip6tables=1']);
  // As on hosts whose VMs have networks of libvirt: without it nothing is led elsewhere.
  run(host, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  ip('-n', host, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0');
  ip('-n', host, 'link', 'set', 'br0', 'up');
  ip('-n', host, 'addr', 'add', `${lab.host4}/24`, 'dev', 'br0');
  const plug = (space: string, device: string, mac: string, addresses: readonly string[]): void => {
    ip('-n', host, 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
    ip('-n', host, 'link', 'set', device, 'master', 'br0', 'up');
    ip('-n', space, 'link', 'set', 'eth0', 'address', mac);
    ip('-n', space, 'link', 'set', 'eth0', 'up');
    for (const address of addresses) ip('-n', space, 'addr', 'add', address, 'dev', 'eth0');
  };
  plug(vm, lab.tap, lab.mac, [`${lab.vm4}/24`, `${lab.vm6}/64`]);
  plug(peers, 'tap-peers', '52:54:00:00:00:02', ['10.66.0.2/24', 'fd66::2/64']);
  ip('-n', vm, 'route', 'add', 'default', 'via', '10.66.0.2');
  ip('-n', vm, '-6', 'route', 'add', 'default', 'via', 'fd66::2');
  for (const network of ['10.0.0.0/12', '203.0.113.0/24', '198.51.100.0/24'])
    ip('-n', peers, 'route', 'add', 'local', network, 'dev', 'lo');
  ip('-n', peers, '-6', 'route', 'add', 'local', '2001:db8::/32', 'dev', 'lo');
  run(peers, ['sysctl', '-qw', 'net.ipv6.ip_nonlocal_bind=1', 'net.ipv4.ip_nonlocal_bind=1']);
  const seen = `table inet seen {
${[4, 6]
  .map(
    (family) =>
      `set s${family} { type inet_proto . ipv${family}_addr . inet_service . ipv${family}_addr . inet_service; size 65536; flags dynamic; }`,
  )
  .join('\n')}
chain c { type filter hook prerouting priority -300; policy accept;
iif lo return
meta l4proto { tcp, udp } add @s4 { meta l4proto . ip saddr . th sport . ip daddr . th dport }
meta l4proto { tcp, udp } add @s6 { meta l4proto . ip6 saddr . th sport . ip6 daddr . th dport }
}
}
`;
  for (const space of [vm, peers]) run(space, ['nft', '-f', '-'], seen);
  const programs = new Map<string, { child: ChildProcess; done: () => Promise<void> }>();
  for (const space of [vm, peers]) {
    const child = spawn('ip', ['netns', 'exec', space, process.execPath, '-e', probeProgram], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const done = (): Promise<void> => new Promise((resolve) => void child.stdout?.once('data', () => resolve()));
    programs.set(space, { child, done });
  }
  const look = (space: string): Set<string> => {
    const keys = new Set<string>();
    for (const family of [4, 6]) {
      const listed = JSON.parse(run(space, ['nft', '-j', 'list', 'set', 'inet', 'seen', `s${family}`])) as {
        nftables: { set?: { elem?: ({ elem?: { val: Concat } } & Concat)[] } }[];
      };
      for (const element of listed.nftables.flatMap(({ set }) => set?.elem ?? []))
        keys.add((element.concat ?? element.elem?.val.concat ?? []).join(' '));
      run(space, ['nft', 'flush', 'set', 'inet', 'seen', `s${family}`]);
    }
    return keys;
  };
  return {
    host: (words, input) => run(host, words, input),
    vm: (words, input) => run(vm, words, input),
    peers: (words, input) => run(peers, words, input),
    send: async (from, probes) => {
      const space = from === 'vm' ? vm : peers;
      const program = programs.get(space);
      if (program === undefined) throw new Error('no program');
      look(vm);
      look(peers);
      const done = program.done();
      const line = ({ family, transport, from: own, fromPort, to, toPort }: Probe): string =>
        `${family} ${transport} ${own} ${fromPort} ${to} ${toPort}\n`;
      program.child.stdin?.write(`${probes.map(line).join('')}end\n`);
      await done;
      return { arrived: look(from === 'vm' ? peers : vm), answered: look(space) };
    },
    begin: async (at, script) => {
      const child = spawn('ip', ['netns', 'exec', at === 'vm' ? vm : peers, process.execPath, '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      let output = '';
      const begun = new Promise<void>((resolve) => void child.stdout.once('data', () => resolve()));
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await begun;
      return {
        output: () => output,
        say: (line) => void child.stdin.write(`${line}\n`),
        end: () => void child.kill('SIGKILL'),
      };
    },
    close: () => {
      for (const child of children) child.kill('SIGKILL');
      for (const space of spaces) ip('netns', 'del', space);
    },
  };
}

interface Concat {
  concat?: (string | number)[];
}
