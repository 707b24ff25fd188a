import { toAddressText } from './address-value.ts';
import type { SessionStore } from './session-store.ts';

/** Names and records looked at; beyond, names are known in part. */
const MOST_NAMES = 200_000;
const MOST_RECORDS = 50_000;

/** Names by which servers were called, with their addresses: of TLS, HTTP and the like, never of questions for names. */
export function listCalledNames(store: SessionStore): { name: string; address: string }[] {
  const asking = ['dns', 'mdns', 'llmnr', 'dhcp', 'netbios'].map((service) => store.words.idOf(service));
  const rows = store.database
    .prepare(
      `SELECT name, dst FROM flow WHERE name <> '' AND service NOT IN (${asking.map(() => '?').join(',')})
       GROUP BY name, dst LIMIT ?`,
    )
    .all(...asking, MOST_NAMES) as { name: string; dst: unknown }[];
  return rows.map(({ name, dst }) => ({ name, address: toAddressText(dst) }));
}

/** Records of flows that ask for names, the newest first. */
export function listNameRecords(store: SessionStore): Uint8Array[] {
  return store.database
    .prepare(
      'SELECT record.detail FROM record JOIN flow ON flow.id = record.flow WHERE flow.service = ? ORDER BY record.id DESC LIMIT ?',
    )
    .pluck()
    .all(store.words.idOf('dns'), MOST_RECORDS) as Uint8Array[];
}
