import { InventoryBook } from '../../intel/vulnerabilities/inventory-book.ts';
import type { AgentHello, AgentRecord, AgentReport, AgentStatus } from '../../telemetry/agent-report.ts';

/** What is kept of a VM's agent over a restart of the console. */
export interface KeptAgent {
  hello: AgentHello | null;
  status: AgentStatus | null;
  /** Microseconds: when it was heard last. */
  lastHeard: number;
}

/** What was told last of the agents in VMs: enough to say what is there without having heard the beginning. */
export class AgentBook {
  /** What is installed in guests. */
  readonly inventories = new InventoryBook();
  readonly #agents = new Map<string, KeptAgent>();
  readonly #links = new Map<string, Extract<AgentRecord, { kind: 'link' }>>();

  /** @returns UUIDs whose agent said HELLO: what is kept of them is worth writing down */
  take(time: number, reports: readonly AgentReport[]): string[] {
    const met: string[] = [];
    for (const { uuid, records } of reports) {
      for (const record of records) {
        if (record.kind === 'link') this.#links.set(uuid, record);
        this.inventories.take(uuid, record);
        if (record.kind !== 'hello' && record.kind !== 'status') continue;
        const known = this.#agents.get(uuid) ?? { hello: null, status: null, lastHeard: time };
        this.#agents.set(
          uuid,
          record.kind === 'hello'
            ? { hello: record.hello, status: null, lastHeard: time }
            : { ...known, status: record.status, lastHeard: time },
        );
        if (record.kind === 'hello') met.push(uuid);
      }
    }
    return met;
  }

  /** What is kept of a VM's agent, undefined where none has spoken. */
  of(uuid: string): KeptAgent | undefined {
    return this.#agents.get(uuid);
  }

  /** Knows an agent again that was kept. */
  restore(uuid: string, kept: KeptAgent): void {
    this.#agents.set(uuid, kept);
    if (kept.hello !== null) this.inventories.take(uuid, { kind: 'hello', hello: kept.hello });
  }

  /** Forgets a VM that is known no more. */
  forget(uuid: string): void {
    this.#agents.delete(uuid);
    this.#links.delete(uuid);
    this.inventories.forget(uuid);
  }

  /** What is known of these VMs' agents as they would tell it: whoever begins to listen now hears it first. */
  retell(uuids: Iterable<string>): AgentReport[] {
    const reports: AgentReport[] = [];
    for (const uuid of uuids) {
      const records: AgentRecord[] = [];
      const kept = this.#agents.get(uuid);
      const link = this.#links.get(uuid);
      if (kept?.hello) records.push({ kind: 'hello', hello: kept.hello });
      if (link !== undefined) records.push(link);
      records.push(...this.inventories.retell(uuid));
      if (records.length > 0) reports.push({ uuid, records });
    }
    return reports;
  }
}
