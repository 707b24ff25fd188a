import type { FuzzTarget } from '../../captures/import/fuzz-targets.ts';
import { findChannelSocket } from './find-channel-socket.ts';
import { parseDomainXml } from './parse-domain-xml.ts';
import { parseNetworkXml } from './parse-network-xml.ts';
import { domainXml, networkXml } from './xml-seeds.ts';

/** What reads the XML of hosts: must neither throw nor take long, whatever the bytes. */
export const xmlFuzzTargets: readonly FuzzTarget[] = [
  target('domain xml', domainXml, parseDomainXml),
  target('channel of a domain', domainXml, (xml) => ({ socket: findChannelSocket(xml, 'org.mien.agent.0') })),
  target('network xml', networkXml, parseNetworkXml),
];

function target(name: string, seed: string, parse: (xml: string) => object): FuzzTarget {
  return {
    name,
    run: (input) => {
      parse(new TextDecoder().decode(input));
    },
    seeds: () => [new TextEncoder().encode(seed)],
  };
}
