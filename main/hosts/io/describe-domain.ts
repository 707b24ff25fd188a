import type { Connection } from '../../../native/libvirt/connection.ts';
import { ERROR_CODE, LibvirtError } from '../../../native/libvirt/libvirt-error.ts';
import type { VmFacts } from '../../telemetry/vm-facts.ts';
import { parseDomainXml } from '../xml/parse-domain-xml.ts';
import { readState } from './read-stats.ts';

/** Asks a daemon what it knows of a VM; null when there is none of that UUID, which may happen between any two calls. */
export async function describeDomain(
  connection: Connection,
  uuid: string,
): Promise<Omit<VmFacts, 'host' | 'addresses'> | null> {
  try {
    const { dom } = await connection.call('DOMAIN_LOOKUP_BY_UUID', { uuid });
    const [{ state }, { xml }] = await Promise.all([
      connection.call('DOMAIN_GET_STATE', { dom, flags: 0 }),
      connection.call('DOMAIN_GET_XML_DESC', { dom, flags: 0 }),
    ]);
    const parsed = parseDomainXml(xml);
    const facts = 'domain' in parsed ? parsed.domain : unread(parsed.problem);
    // The daemon's word counts more than what stands in a text.
    return { ...facts, uuid: dom.uuid, name: dom.name.slice(0, 512), state: readState(state) };
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ERROR_CODE.noDomain) return null;
    throw thrown;
  }
}

/** A VM whose XML cannot be read is watched all the same. */
function unread(problem: string): Omit<VmFacts, 'host' | 'addresses' | 'uuid' | 'name' | 'state'> {
  return {
    title: '',
    description: problem,
    interfaces: [],
    disks: [],
    tpm: '',
    vcpus: 1,
    maxMemory: 0,
    role: '',
    sensitivity: '',
    channels: [],
  };
}
