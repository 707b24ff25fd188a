import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomainXml } from './parse-domain-xml.ts';
import { parseNetworkXml } from './parse-network-xml.ts';
import { domainXml, networkXml } from './xml-seeds.ts';

const UUID = '7e57bed0-0000-4000-8000-01000000000a';
const wrap = (inside: string): string => `<domain><uuid>${UUID}</uuid>${inside}</domain>`;
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

function parse(xml: string): Extract<ReturnType<typeof parseDomainXml>, { domain: object }>['domain'] {
  const parsed = parseDomainXml(xml);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.domain;
}

describe('parseDomainXml', () => {
  it('reads a running domain of libvirt', () => {
    expect(parse(domainXml)).toEqual({
      uuid: UUID,
      name: 'shop-web',
      title: 'Front & centre',
      description: '<b>web</b> server',
      interfaces: [
        {
          mac: '52:54:00:7b:01:0a',
          target: 'vnet3',
          network: 'tbnet',
          bridge: 'tbbr0',
          model: 'virtio',
          filter: 'clean-traffic',
        },
        { mac: '52:54:00:00:00:02', target: '', network: '', bridge: 'eth0', model: '', filter: '' },
      ],
      disks: [
        { target: 'vda', source: '/var/lib/libvirt/images/web.qcow2', device: 'disk' },
        { target: 'vdb', source: 'rbd:pool/data', device: 'disk' },
        { target: 'sda', source: '', device: 'cdrom' },
      ],
      tpm: 'emulator tpm-crb 2.0',
      vcpus: 1,
      maxMemory: 131_072,
      role: 'web',
      sensitivity: 'confidential',
      channels: ['org.mien.agent.0'],
    });
  });

  it('takes a domain that says nothing of itself', () => {
    expect(parse(wrap(''))).toMatchObject({ name: '', vcpus: 1, maxMemory: 0, interfaces: [], role: '', tpm: '' });
  });

  it.each([
    ['<memory>1024</memory>', 1024],
    ["<memory unit='GiB'>2</memory>", 2 ** 21],
    ["<memory unit='bytes'>2048</memory>", 2],
    ["<memory unit='parsec'>2</memory>", 0],
    ['<memory>-5</memory>', 0],
    ['<memory>99999999999999999999</memory>', 0],
  ])('reads %s as KiB', (xml, size) => expect(parse(wrap(xml)).maxMemory).toBe(size));

  it('believes a role only under the namespace of the product', () => {
    const declare = (space: string): string =>
      parse(wrap(`<metadata><x:vm xmlns:x='${space}'><x:role>db</x:role></x:vm></metadata>`)).role;
    expect(declare('https://mien.dev/xmlns/vm/1')).toBe('db');
    expect(declare('https://mien.dev.example/xmlns/vm/1')).toBe('');
    expect(parse(wrap('<metadata><vm><role>db</role></vm></metadata>')).role).toBe('');
  });

  it('keeps any name as the text it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        // What XML cannot hold at all is not sent by a daemon either.
        const name = text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '');
        expect(parse(wrap(`<name>${escape(name)}</name>`)).name).toBe(name.trim());
      }),
    );
    const markup = '<img src=x onerror=alert(1)>';
    expect(parse(wrap(`<name>${escape(markup)}</name>`)).name).toBe(markup);
  });

  it('cuts what is too long', () => {
    expect(parse(wrap(`<description>${'x'.repeat(500_000)}</description>`)).description).toHaveLength(4096);
    expect(parse(wrap(`<devices>${'<disk/>'.repeat(5000)}</devices>`)).disks).toHaveLength(256);
  });

  const laughs = `<!DOCTYPE d [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, index) => `<!ENTITY b${index} "${`&b${index - 1};`.repeat(10)}">`).join('')}]>`;
  it.each([
    ['a billion laughs', `${laughs}${wrap('<name>&b19;</name>')}`, 'document type'],
    ['an outside entity', `<!DOCTYPE d SYSTEM "file:///etc/passwd">${wrap('')}`, 'document type'],
    ['an entity nobody declared', wrap('<name>&b;</name>'), 'damaged'],
    ['ten megabytes of text', wrap(`<name>${'x'.repeat(10_000_000)}</name>`), 'characters'],
    ['a hundred thousand elements', wrap('<a/>'.repeat(100_000)), 'elements'],
    ['a deep tower', '<domain>'.repeat(5000), 'deep'],
    ['many attributes', wrap(`<a ${Array.from({ length: 100 }, (_, at) => `a${at}='1'`).join(' ')}/>`), 'attributes'],
    ['no end', '<domain>', 'damaged'],
    ['two roots', `${wrap('')}${wrap('')}`, 'damaged'],
    ['nothing', '', 'root element'],
    ['another document', '<network/>', 'no domain'],
    ['a domain in another namespace', `<domain xmlns='x:y'><uuid>${UUID}</uuid></domain>`, 'no domain'],
    ['no UUID', '<domain/>', 'no UUID'],
    ['a prefix without a namespace', wrap('<a:b/>'), 'damaged'],
  ])('refuses %s', (_what, xml, why) => {
    const started = performance.now();
    const parsed = parseDomainXml(xml);
    expect('problem' in parsed && parsed.problem).toContain(why);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('parseNetworkXml', () => {
  it('reads a network of libvirt', () => {
    expect(parseNetworkXml(networkXml)).toEqual({
      network: { name: 'default', bridge: 'virbr0', forward: 'nat', ranges: ['192.168.122.0/24', 'fd00:1::/64'] },
    });
  });

  it.each([
    ['<network><name>x</name></network>', '', []],
    ['<network><forward/></network>', 'nat', []],
    ["<network><ip address='10.1.2.3' prefix='8'/></network>", '', ['10.0.0.0/8']],
    ["<network><ip address='10.1.2.3'/></network>", '', ['10.1.2.3/32']],
    ["<network><ip address='10.1.2.3' prefix='99'/><ip address='x'/></network>", '', []],
  ])('reads %s', (xml, forward, ranges) =>
    expect(parseNetworkXml(xml)).toMatchObject({ network: { forward, ranges, bridge: '' } }),
  );

  it('refuses another document', () => expect(parseNetworkXml('<domain/>')).toHaveProperty('problem'));
});
