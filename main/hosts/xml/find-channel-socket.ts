import { attributeOf, findElement, findElements } from './find-element.ts';
import { parseXml } from './parse-xml.ts';

/**
 * The unix socket that QEMU made for a guest's channel, '' where the XML of the domain names none. The path is hostile text
 * of whoever made the VM until it is known to be one of libvirt's own.
 */
export function findChannelSocket(xml: string, channel: string): string {
  const parsed = parseXml(xml);
  if ('problem' in parsed || parsed.root.name !== 'domain') return '';
  for (const element of findElements(findElement(parsed.root, 'devices'), 'channel')) {
    if (attributeOf(findElement(element, 'target'), 'name') !== channel) continue;
    if (attributeOf(element, 'type') !== 'unix') return '';
    const source = findElement(element, 'source');
    const path = attributeOf(source, 'path');
    // Where QEMU itself connects to somebody, there is nothing to connect to; and libvirt's own folders are named so.
    const own = /^\/(run|var\/run|var\/lib)\/libvirt\/qemu\/channel\/[^\0]+$/.test(path) && !path.includes('/../');
    return attributeOf(source, 'mode') === 'connect' || !own ? '' : path;
  }
  return '';
}
