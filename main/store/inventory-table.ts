import type { SessionStore } from './session-store.ts';

/** Keeps what is installed in a VM, so that it is known after a restart. It goes with the VM. */
export function putInventory({ database }: SessionStore, uuid: string, body: string): void {
  database.prepare('INSERT OR REPLACE INTO inventory (uuid, body) VALUES (?, ?)').run(uuid, body);
}

/** What was kept of what is installed, by VM. */
export function* eachInventory({ database }: SessionStore): IterableIterator<{ uuid: string; body: string }> {
  yield* database.prepare('SELECT uuid, body FROM inventory').iterate() as IterableIterator<{
    uuid: string;
    body: string;
  }>;
}
