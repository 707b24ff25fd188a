import { AGENT_CHANNEL } from '../channels/channel-limits.ts';
import { attributeOf, findElement, findElements } from '../xml/find-element.ts';
import { parseXml } from '../xml/parse-xml.ts';

/** The device that gives a guest the agent's port; libvirt makes the socket and chooses its place. */
export const CHANNEL_DEVICE = `<channel type='unix'>
  <target type='virtio' name='${AGENT_CHANNEL}'/>
</channel>`;

/** Whether the XML of a domain has the channel; null where it cannot be read. */
export function hasChannel(xml: string, name: string = AGENT_CHANNEL): boolean | null {
  const parsed = parseXml(xml);
  if ('problem' in parsed || parsed.root.name !== 'domain') return null;
  return findElements(findElement(parsed.root, 'devices'), 'channel').some(
    (channel) => attributeOf(findElement(channel, 'target'), 'name') === name,
  );
}

/** What adding the channel changes in the XML of a domain, as a diff that people read. */
export function tellChannelDiff(vm: string): string {
  return [
    `  <domain> ${vm}`,
    '    <devices>',
    ...CHANNEL_DEVICE.split('\n').map((line) => `+     ${line}`),
    '    </devices>',
  ].join('\n');
}
