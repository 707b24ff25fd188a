import { expect, test } from 'vitest';
import { findChannelSocket } from './find-channel-socket.ts';

const name = 'org.mien.agent.0';
const folder = '/var/lib/libvirt/qemu/channel/target/domain-1-web';
const channel = (source: string, type = 'unix', target = name): string =>
  `<channel type='${type}'>${source}<target type='virtio' name='${target}' state='connected'/></channel>`;
const domain = (...devices: string[]): string => `<domain><devices>${devices.join('')}</devices></domain>`;
const other = channel(
  `<source mode='bind' path='${folder}/org.qemu.guest_agent.0'/>`,
  'unix',
  'org.qemu.guest_agent.0',
);

test.each([
  ['libvirt 9', domain(other, channel(`<source mode='bind' path='${folder}/${name}'/>`)), `${folder}/${name}`],
  [
    'newer libvirt',
    domain(channel(`<source mode='bind' path='/run/libvirt/qemu/channel/4-web/${name}'/>`)),
    `/run/libvirt/qemu/channel/4-web/${name}`,
  ],
  ['a VM that is off', domain(channel('')), ''],
  ['no such channel', domain(other), ''],
  ['a channel that is no socket', domain(channel('', 'spicevmc')), ''],
  ['QEMU connects itself', domain(channel(`<source mode='connect' path='${folder}/${name}'/>`)), ''],
  ['a path that is not of libvirt', domain(channel("<source mode='bind' path='/run/docker.sock'/>")), ''],
  ['a path that leaves the folder', domain(channel(`<source mode='bind' path='${folder}/../../../../../etc/x'/>`)), ''],
  ['no domain', '<network/>', ''],
  ['no XML', 'web', ''],
])('%s', (_name, xml, path) => expect(findChannelSocket(xml, name)).toBe(path));
