import type { HostLedger, Machine } from '../hosts/host-ledger.ts';
import type { Inventory } from '../intel/vulnerabilities/inventory-book.ts';
import { eachInventory } from '../store/inventory-table.ts';
import type { SessionStore } from '../store/session-store.ts';

/** Knows the VMs again that a watch of the same store knew, and what is installed in them. */
export function restoreLedger(ledger: HostLedger, store: SessionStore): void {
  for (const body of store.listMachines()) ledger.restore(JSON.parse(body) as Machine);
  for (const { uuid, body } of eachInventory(store)) {
    if (ledger.machines.has(uuid)) ledger.agents.inventories.restore(uuid, JSON.parse(body) as Inventory);
  }
}
