import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHANNEL_DEVICE, hasChannel, tellChannelDiff } from './channel-device.ts';
import { makeCloudSeed, tellSeedCommand } from './cloud-seed.ts';
import { tellSteps } from './tell-steps.ts';

const sha256 = 'ab'.repeat(32);

describe('a seed for cloud-init', () => {
  it('is a cloud-config that installs the program beside it, and an instance that is new', () => {
    const files = makeCloudSeed(sha256, 7);
    expect(files['user-data']).toMatch(/^#cloud-config\n/);
    const { runcmd } = parse(files['user-data']) as { runcmd: string[][] };
    expect(runcmd.map(([program]) => program)).toEqual(['sh', 'cp', 'umount', 'sh']);
    expect(runcmd.at(-1)?.[2]).toContain("cp '/run/mien-agent.new' ");
    expect(runcmd.at(-1)?.[2]).toContain(`${sha256}  /usr/local/bin/mien-agent.new`);
    expect(parse(files['meta-data'])).toEqual({ 'instance-id': 'mien-agent-7' });
    expect(parse(files['network-config'])).toEqual({ config: 'disabled' });
    expect(parse(files['user-data'])).toMatchObject({ preserve_hostname: true, ssh_deletekeys: false });
    expect(tellSeedCommand('/a', '/b.iso').join(' ')).toContain('-volid cidata');
  });
});

describe('the channel', () => {
  const domain = (devices: string): string => `<domain><devices>${devices}</devices></domain>`;
  it('is found in the XML of a domain, and only there', () => {
    expect(hasChannel(domain(CHANNEL_DEVICE))).toBe(true);
    expect(hasChannel(domain(CHANNEL_DEVICE.replace('mien', 'qemu')))).toBe(false);
    expect(hasChannel(domain('<disk/>'))).toBe(false);
    expect(hasChannel('<domain>')).toBeNull();
    expect(hasChannel('<network/>')).toBeNull();
  });

  it('is shown as what is added', () => {
    const added = tellChannelDiff('web')
      .split('\n')
      .filter((line) => line.startsWith('+'));
    expect(added.map((line) => line.slice(1).trim()).join('\n')).toBe(CHANNEL_DEVICE.replaceAll('\n  ', '\n'));
  });
});

it('steps by hand name the program and all ways to run it', () => {
  for (const words of ["scp '/x/mien-agent'", 'systemctl enable --now', '::respawn:', 'mien:2345:'])
    expect(tellSteps('/x/mien-agent')).toContain(words);
});
