import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { testbed, type TestbedStatus } from '../testbed.ts';

const run = promisify(execFile);
const virsh = async (uri: string, ...words: string[]) => (await run('virsh', ['-q', '-c', uri, ...words])).stdout;
const sharesWith = (first: TestbedStatus['hosts'][number], vm: string) => first.vms.find(({ name }) => name === vm)!;

let status: TestbedStatus;
beforeAll(async () => {
  status = await testbed.status();
});

describe('two hosts', () => {
  it('have their guests, each with the identity it is made with', () => {
    expect(status.hosts.map(({ id, vms }) => [id, vms.map(({ name }) => name).sort()])).toEqual([
      ['h1', ['attacker', 'cache', 'db', 'uefi', 'web']],
      ['h2', ['replica']],
    ]);
    expect(sharesWith(status.hosts[0]!, 'web')).toMatchObject({
      uuid: '4d69656e-0000-4000-8000-00000000010a',
      mac: '52:54:00:4d:01:0a',
      ip: '10.77.1.10',
      role: 'web',
      state: 'running',
    });
  });

  it('answer on their unix sockets, over TLS and over ssh alike', async () => {
    for (const { id, uris, vms } of status.hosts) {
      const names = vms.filter(({ state }) => state === 'running').map(({ name }) => name);
      const ssh = `${uris.ssh}&no_verify=1&sshauth=privkey`;
      for (const uri of [uris.unix, uris.unixReadOnly, uris.tls, ssh]) {
        const said = await virsh(uri, 'list', '--name');
        expect(said.split('\n').filter(Boolean).sort(), `${id} by ${uri}`).toEqual(names.sort());
      }
    }
  });

  it('let ssh know them by their keys, and refuse other keys', async () => {
    const { ssh } = status.hosts[0]!;
    const options = ['-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${ssh.knownHosts}`, '-o', 'IdentitiesOnly=yes'];
    const target = ['-p', String(ssh.port), `root@${ssh.host}`, 'hostname'];
    expect((await run('ssh', [...options, '-i', ssh.keyFile, ...target])).stdout.trim()).toBe('h1');
    await expect(run('ssh', [...options, '-i', `${status.state}/hosts/h1/ssh/host`, ...target])).rejects.toThrow(
      'Permission denied',
    );
  });

  it('change nothing through the read-only socket', async () => {
    const { uris } = status.hosts[0]!;
    await expect(virsh(uris.unixReadOnly, 'suspend', 'web')).rejects.toThrow(/read[ -]?only|forbidden/i);
  });

  it('carry the declared role and sensitivity, both channels and a TPM in each domain', async () => {
    const { uris } = status.hosts[0]!;
    const xml = await virsh(uris.unixReadOnly, 'dumpxml', 'db');
    expect(xml).toContain('https://mien.dev/xmlns/vm/1');
    expect(xml).toMatch(/<mien:role>database<\/mien:role>\s*<mien:sensitivity>confidential</);
    expect(xml).toContain("name='org.mien.agent.0'");
    expect(xml).toContain("<tpm model='tpm-crb'>");
    expect(await virsh(uris.unixReadOnly, 'net-dhcp-leases', 'lan')).toMatch(
      /52:54:00:4d:01:0b +ipv4 +10\.77\.1\.11\/16 +db/,
    );
  });
});

describe('a guest', () => {
  it('runs commands, prints what they print and fails as they fail', async () => {
    for (const { id, vms } of status.hosts) {
      for (const { name } of vms.filter(({ state }) => state === 'running')) {
        expect(await testbed.guest(id, name, 'hostname; ls /dev/tpm0')).toBe(`${name}\n/dev/tpm0\n`);
      }
    }
    await expect(testbed.guest('h1', 'web', 'echo no; exit 3')).rejects.toThrow('no');
    expect(await testbed.guest('h1', 'web', 'printf unfinished')).toBe('unfinished\n');
  });

  it('reaches the others by name, the world too, and nothing else', async () => {
    const said = await testbed.guest(
      'h1',
      'attacker',
      `wget -q -O - http://web/ | head -c 6; ping -c 1 -W 2 replica | grep -c ' bytes from'; wget -q -O - http://news.example.com/bytes/5000 | wc -c;
       wget -q -O - --no-check-certificate https://api.example.com/bytes/70 | wc -c; nslookup debian.org | grep -c NXDOMAIN; ping -c 1 -W 1 1.1.1.1 | grep -c ' bytes from'; true`,
    );
    expect(said.split('\n').filter(Boolean).join(' ')).toMatch(/^<html>1 5000 70 [1-9] 0$/);
  });

  it('keeps an order in the cache once the database told of it', async () => {
    const ask = `wget -q -O - 'http://web/cgi-bin/order?id=90210'`;
    await testbed.guest('h1', 'cache', 'rm -f /run/cache/order:90210');
    expect(await testbed.guest('h1', 'attacker', ask)).toContain('SELECT 1');
    expect(await testbed.guest('h1', 'attacker', ask)).toBe('order 90210: known\n');
  });
});

describe('when things break', () => {
  it('keeps guests running while libvirtd is killed and started again', async () => {
    const { uris } = status.hosts[0]!;
    const before = await testbed.call('qemu', 'h1', 'db');
    await testbed.call('libvirtd', 'h1', 'kill');
    await expect(virsh(uris.unix, 'list')).rejects.toThrow(/connect|socket/i);
    await testbed.call('libvirtd', 'h1', 'start');
    await expect.poll(() => virsh(uris.unix, 'domstate', 'db').catch(String), { timeout: 30_000 }).toMatch(/^running/);
    expect(await testbed.call('qemu', 'h1', 'db')).toBe(before);
  });

  it('stops a guest with its QEMU, and has it back', async () => {
    const pid = Number(await testbed.call('qemu', 'h1', 'cache'));
    process.kill(pid, 'SIGSTOP');
    try {
      await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) T /);
      await expect(
        run('timeout', ['3', `${import.meta.dirname}/../testbed.sh`, 'guest', 'h1', 'cache', 'true']),
      ).rejects.toThrow('Command failed');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await testbed.guest('h1', 'cache', 'hostname')).toBe('cache\n');
  });

  it('cuts one host off and leaves the other', async () => {
    const [first, second] = status.hosts;
    await testbed.call('cut', 'h1', 'on');
    try {
      await expect(run('timeout', ['4', 'virsh', '-q', '-c', first!.uris.tls, 'list'])).rejects.toThrow(
        'Command failed',
      );
      expect(await virsh(second!.uris.tls, 'list', '--name')).toContain('replica');
    } finally {
      await testbed.call('cut', 'h1', 'off');
    }
    await expect
      .poll(() => virsh(first!.uris.tls, 'list', '--name').catch(String), { timeout: 20_000 })
      .toContain('web');
  });

  it('listens on loopback only', async () => {
    const { port } = status.hosts[0]!.ssh;
    const outer = (await run('hostname', ['-I']).catch(() => ({ stdout: '' }))).stdout
      .split(' ')
      .find((text) => /^\d+\./.test(text));
    if (outer === undefined || outer.startsWith('127.')) return;
    const outcome = await new Promise((resolve) => {
      const socket = connect(port, outer, () => resolve('connected'));
      socket.on('error', ({ message }) => resolve(message));
    });
    expect(outcome).toContain('ECONNREFUSED');
  });
});

describe('a migration', () => {
  it('takes a running guest to the other host and back, with its UUID, its memory and its TPM', async () => {
    const here = async () => {
      const { hosts } = await testbed.status();
      return hosts
        .filter(({ vms }) => vms.some(({ name, state }) => name === 'web' && state === 'running'))
        .map(({ id }) => id);
    };
    const tell = 'cat /proc/sys/kernel/random/boot_id /sys/class/tpm/tpm0/pcr-sha256/0; cat /run/mien/kept';
    await testbed.guest('h1', 'web', `echo $RANDOM >/run/mien/kept`);
    const before = await testbed.guest('h1', 'web', tell);
    await testbed.call('migrate', 'web', 'h1', 'h2');
    try {
      expect(await here()).toEqual(['h2']);
      expect(await virsh(status.hosts[1]!.uris.unix, 'domuuid', 'web')).toContain(
        '4d69656e-0000-4000-8000-00000000010a',
      );
      expect(await testbed.guest('h2', 'web', tell)).toBe(before);
      expect(await testbed.guest('h1', 'attacker', 'wget -q -O - http://web/ | head -c 6')).toBe('<html>\n');
    } finally {
      await testbed.call('migrate', 'web', 'h2', 'h1');
    }
    expect(await here()).toEqual(['h1']);
  });
});

describe('the guest that boots through UEFI', () => {
  it('measures its boot and each program it starts', { timeout: 360_000 }, async () => {
    await testbed.call('start', 'h1', 'uefi');
    try {
      const list = '/sys/kernel/security/ima/ascii_runtime_measurements';
      const before = await testbed.guest(
        'h1',
        'uefi',
        `ls -d /sys/firmware/efi; cat /sys/class/tpm/tpm0/pcr-sha256/10`,
      );
      expect(before).toContain('/sys/firmware/efi\n');
      await testbed.guest(
        'h1',
        'uefi',
        'cp /bin/busybox /run/mien/true; chmod 755 /run/mien/true; echo x >>/run/mien/true; /run/mien/true; true',
      );
      expect(await testbed.guest('h1', 'uefi', `cat ${list}`)).toMatch(/sha256:[0-9a-f]{64} \/run\/mien\/true/);
      const after = await testbed.guest('h1', 'uefi', 'ls -d /sys/firmware/efi; cat /sys/class/tpm/tpm0/pcr-sha256/10');
      expect(after).not.toBe(before);
    } finally {
      await virsh(status.hosts[0]!.uris.unix, 'destroy', 'uefi');
    }
  });
});
