import type { VmDisk, VmFacts, VmInterface } from '../../telemetry/vm-facts.ts';
import { attributeOf, findElement, findElements, textOf } from './find-element.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';

/** Namespace of what an administrator may declare of a VM in its metadata. */
export const VM_NAMESPACE = 'https://mien.dev/xmlns/vm/1';

/** What the XML of a domain tells of a VM; its host, state and addresses come from elsewhere. */
export type DomainDescription = Omit<VmFacts, 'host' | 'state' | 'addresses'>;

/** Most devices of one kind that are kept. */
const MOST_DEVICES = 256;
/** Characters kept of a name, of a description, and of a declared word. */
const NAME = 512;
const DESCRIPTION = 4096;
const WORD = 64;

/** Bytes of libvirt's units of memory; without one it is KiB. */
const units: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 2 ** 20,
  MiB: 2 ** 20,
  GB: 1e9,
  G: 2 ** 30,
  GiB: 2 ** 30,
  TB: 1e12,
  T: 2 ** 40,
  TiB: 2 ** 40,
};

/** Reads the XML of a domain. Every text in it is hostile: whoever made the VM wrote it. */
export function parseDomainXml(xml: string): { domain: DomainDescription } | { problem: string } {
  const parsed = parseXml(xml);
  if ('problem' in parsed) return parsed;
  const { root } = parsed;
  if (root.name !== 'domain' || root.space !== '') return { problem: 'The XML describes no domain.' };
  const uuid = textOf(findElement(root, 'uuid')).toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return { problem: 'The domain has no UUID.' };
  const devices = findElement(root, 'devices');
  const declared = findElement(root, 'metadata')?.children.find(isDeclaration);
  const vcpu = findElement(root, 'vcpu');
  return {
    domain: {
      uuid,
      name: textOf(findElement(root, 'name'), NAME),
      title: textOf(findElement(root, 'title'), NAME),
      description: textOf(findElement(root, 'description'), DESCRIPTION),
      interfaces: findElements(devices, 'interface').slice(0, MOST_DEVICES).map(readInterface),
      disks: findElements(devices, 'disk').slice(0, MOST_DEVICES).map(readDisk),
      tpm: readTpm(findElement(devices, 'tpm')),
      vcpus: readCount(attributeOf(vcpu, 'current')) || readCount(textOf(vcpu)) || 1,
      maxMemory: readMemory(findElement(root, 'memory')),
      role: readDeclared(declared, 'role'),
      sensitivity: readDeclared(declared, 'sensitivity'),
      channels: findElements(devices, 'channel')
        .slice(0, MOST_DEVICES)
        .map((channel) => attributeOf(findElement(channel, 'target'), 'name', NAME))
        .filter((name) => name !== ''),
    },
  };
}

const isDeclaration = ({ name, space }: XmlElement): boolean => name === 'vm' && space === VM_NAMESPACE;

function readDeclared(vm: XmlElement | undefined, name: string): string {
  return textOf(
    vm?.children.find((child) => child.name === name && child.space === VM_NAMESPACE),
    WORD,
  );
}

function readInterface(element: XmlElement): VmInterface {
  const source = findElement(element, 'source');
  return {
    mac: attributeOf(findElement(element, 'mac'), 'address', 17).toLowerCase(),
    target: attributeOf(findElement(element, 'target'), 'dev', WORD),
    network: attributeOf(source, 'network', NAME),
    bridge: attributeOf(source, 'bridge', WORD) || attributeOf(source, 'dev', WORD),
    model: attributeOf(findElement(element, 'model'), 'type', WORD),
    filter: attributeOf(findElement(element, 'filterref'), 'filter', NAME),
  };
}

function readDisk(element: XmlElement): VmDisk {
  const source = findElement(element, 'source');
  const protocol = attributeOf(source, 'protocol', WORD);
  const place = ['file', 'dev', 'name', 'volume', 'dir'].map((name) => attributeOf(source, name)).find(Boolean) ?? '';
  return {
    target: attributeOf(findElement(element, 'target'), 'dev', WORD),
    source: protocol ? `${protocol}:${place}` : place,
    device: attributeOf(element, 'device', WORD) || 'disk',
  };
}

function readTpm(element: XmlElement | undefined): string {
  const backend = findElement(element, 'backend');
  const parts = [
    attributeOf(backend, 'type', WORD),
    attributeOf(element, 'model', WORD),
    attributeOf(backend, 'version', WORD),
  ];
  return parts.filter(Boolean).join(' ');
}

function readCount(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/** KiB. */
function readMemory(element: XmlElement | undefined): number {
  const text = textOf(element);
  const unit = units[attributeOf(element, 'unit') || 'KiB'];
  if (!/^\d{1,20}$/.test(text) || unit === undefined) return 0;
  const size = Math.floor((Number(text) * unit) / 1024);
  return Number.isSafeInteger(size) ? size : 0;
}
