import { type Connection, connect } from '../../../../native/libvirt/connection.ts';
import { explainFailure } from '../../explain-failure.ts';
import { describeDomain } from '../describe-domain.ts';
import { placeOf, toProblem } from '../to-problem.ts';

/** A VM of a host as far as its agent is concerned. */
export interface Guest {
  uuid: string;
  name: string;
  runs: boolean;
  channels: string[];
}

/** The VMs of a host, by name, over a connection that only reads; or why they cannot be had and what to do. */
export async function listGuests(uri: string): Promise<{ guests: Guest[] } | { problem: string }> {
  let connection: Connection | null = null;
  try {
    connection = await connect({ uri });
    const { domains } = await connection.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 });
    const guests: Guest[] = [];
    for (const { uuid } of domains) {
      const vm = await describeDomain(connection, uuid);
      if (vm === null) continue;
      const runs = !['shutoff', 'crashed', 'unknown'].includes(vm.state);
      guests.push({ uuid, name: vm.name, runs, channels: vm.channels });
    }
    return { guests: guests.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (thrown) {
    const { title, detail, action } = explainFailure(toProblem(thrown), placeOf(uri));
    return { problem: [title, detail, action].filter(Boolean).join(' ') };
  } finally {
    await connection?.close();
  }
}
