import type { AgentCarrier, AgentClosing, AgentWire } from '../hosts/agents/agent-wire.ts';
import { AGENT_CHANNEL } from '../hosts/channels/channel-limits.ts';
import type { Machine } from '../hosts/host-ledger.ts';
import type { AgentChannels, WatchedHost } from '../hosts/host-port.ts';
import type { AgentReport } from '../telemetry/agent-report.ts';

/** Those who understand agents, see `AgentLines`. */
export interface AgentEars extends AgentWire {
  /** Forgets a VM that is watched no more. */
  forget(uuid: string): void;
  close(): void;
}

/** Makes those who understand agents: they speak by the carrier and tell reports. */
export type MakeAgentEars = (carrier: AgentCarrier, tell: (report: AgentReport) => void) => AgentEars;

/** How the channels on a host are doing. */
export interface HostAgents {
  /** VMs that have the channel and run. */
  wanted: number;
  open: number;
  /** Why one cannot be opened, '' where all can. */
  failure: string;
}

/** VMs that are gone are remembered up to about this many. */
const MOST_GONE = 1000;
/** States of a VM in which there is no QEMU that could hold a channel. */
const off = new Set(['shutoff', 'crashed', 'unknown']);

/**
 * Leads the channels of all hosts to those who understand agents. A VM is heard on the host it is on: while it migrates two
 * hosts tell of its channel, in whatever order.
 */
export class AgentRouter implements AgentCarrier {
  readonly #ears: AgentEars;
  readonly #channels = new Map<string, AgentChannels>();
  /** Host over which a VM is heard, or was last. */
  readonly #owners = new Map<string, string>();
  readonly #open = new Set<string>();
  readonly #failures = new Map<string, string>();
  readonly #wanted = new Map<string, readonly string[]>();

  constructor(make: MakeAgentEars, tell: (host: string, report: AgentReport) => void) {
    this.#ears = make(this, (report) => {
      const host = this.#owners.get(report.uuid);
      if (host !== undefined) tell(host, report);
    });
  }

  /** Opens the channels of the VMs that run now on hosts where that is permitted, and closes all others. */
  adjust(hosts: readonly WatchedHost[], machines: readonly Machine[]): void {
    for (const { settings, channels } of hosts) {
      if (channels === null) continue;
      if (this.#channels.get(settings.id) !== channels) {
        this.#channels.set(settings.id, channels);
        channels.listen(this.#wireOf(settings.id));
      }
      const wanted =
        settings.agents === true && !settings.paused
          ? machines.flatMap(({ facts }) =>
              facts.host === settings.id && !off.has(facts.state) && facts.channels.includes(AGENT_CHANNEL)
                ? [{ uuid: facts.uuid, name: facts.name }]
                : [],
            )
          : [];
      this.#wanted.set(
        settings.id,
        wanted.map(({ uuid }) => uuid),
      );
      channels.want(wanted);
    }
    const known = new Set(hosts.map(({ settings }) => settings.id));
    for (const id of this.#channels.keys()) {
      if (known.has(id)) continue;
      this.#channels.delete(id);
      this.#wanted.delete(id);
    }
    if (this.#owners.size > MOST_GONE + machines.length) {
      const present = new Set(machines.map(({ facts }) => facts.uuid));
      for (const uuid of this.#owners.keys()) if (!present.has(uuid)) this.forget(uuid);
    }
  }

  send(uuid: string, bytes: Uint8Array): void {
    this.#channelsOf(uuid)?.send(uuid, bytes);
  }

  drop(uuid: string, why: string, forMs: number): void {
    this.#channelsOf(uuid)?.drop(uuid, why, forMs);
  }

  proven(uuid: string): void {
    this.#channelsOf(uuid)?.proven(uuid);
  }

  /** How the channels on a host are doing. */
  of(host: string): HostAgents {
    const wanted = this.#wanted.get(host) ?? [];
    const failed = wanted.find((uuid) => this.#failures.has(uuid));
    return {
      wanted: wanted.length,
      open: wanted.filter((uuid) => this.#open.has(uuid)).length,
      failure: failed === undefined ? '' : (this.#failures.get(failed) ?? ''),
    };
  }

  /** Forgets a VM that is watched no more. */
  forget(uuid: string): void {
    this.#ears.forget(uuid);
    this.#owners.delete(uuid);
    this.#open.delete(uuid);
    this.#failures.delete(uuid);
  }

  close(): void {
    this.#channels.clear();
    this.#ears.close();
  }

  #channelsOf(uuid: string): AgentChannels | undefined {
    return this.#channels.get(this.#owners.get(uuid) ?? '');
  }

  #wireOf(host: string): AgentWire {
    return {
      opened: (uuid, how) => {
        if (!this.#channels.has(host)) return;
        if (this.#open.has(uuid)) this.#ears.closed(uuid, 'ended', '');
        this.#owners.set(uuid, host);
        this.#open.add(uuid);
        this.#failures.delete(uuid);
        this.#ears.opened(uuid, how);
      },
      bytes: (uuid, chunk) => {
        if (this.#owners.get(uuid) === host && this.#channels.has(host)) this.#ears.bytes(uuid, chunk);
      },
      closed: (uuid: string, why: AgentClosing, detail: string) => {
        // It may be heard elsewhere by now.
        const elsewhere = this.#open.has(uuid) && this.#owners.get(uuid) !== host;
        if (elsewhere || !this.#channels.has(host)) return;
        this.#owners.set(uuid, host);
        this.#open.delete(uuid);
        if (why === 'failed') this.#failures.set(uuid, detail);
        else this.#failures.delete(uuid);
        this.#ears.closed(uuid, why, detail);
      },
    };
  }
}
