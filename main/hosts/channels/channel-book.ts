import type { AgentCarrier } from '../agents/agent-wire.ts';
import type { ChannelVm } from './guest-line.ts';
import { VmChannel, type VmChannelParts } from './vm-channel.ts';

/** Milliseconds between two moments in which what guests said is passed on: one piece a VM, however it came. */
const FLUSH_EVERY = 50;

/** The channels of one host: one for each VM that is wanted, none waiting for another. */
export class ChannelBook implements AgentCarrier {
  readonly #parts: VmChannelParts;
  readonly #channels = new Map<string, VmChannel>();
  /** Those that end, by VM: what comes after waits for them. */
  readonly #ending = new Map<string, Promise<void>>();
  #flushing: NodeJS.Timeout | undefined;

  constructor(parts: VmChannelParts) {
    this.#parts = parts;
  }

  /** Keeps the channels of these VMs open, and no others. */
  want(vms: readonly ChannelVm[]): void {
    const wanted = new Set(vms.map(({ uuid }) => uuid));
    for (const [uuid, channel] of this.#channels) {
      if (wanted.has(uuid)) continue;
      this.#channels.delete(uuid);
      const ended = channel.stop();
      this.#ending.set(uuid, ended);
      void ended.then(() => this.#ending.get(uuid) === ended && this.#ending.delete(uuid));
    }
    for (const vm of vms) {
      if (this.#channels.has(vm.uuid)) continue;
      this.#channels.set(vm.uuid, new VmChannel(vm, this.#parts, this.#ending.get(vm.uuid)));
    }
    if (wanted.size === 0) clearInterval(this.#flushing);
    else if (this.#flushing === undefined) this.#flushing = setInterval(() => this.#flush(), FLUSH_EVERY);
    if (wanted.size === 0) this.#flushing = undefined;
  }

  send(uuid: string, bytes: Uint8Array): void {
    this.#channels.get(uuid)?.send(bytes);
  }

  drop(uuid: string, why: string, forMs: number): void {
    this.#channels.get(uuid)?.drop(why, forMs);
  }

  proven(uuid: string): void {
    this.#channels.get(uuid)?.proven();
  }

  /** Closes all for so many milliseconds. */
  dropAll(why: string, forMs: number): void {
    for (const channel of this.#channels.values()) channel.drop(why, forMs);
  }

  /** Resolves when nothing is left open. */
  async close(): Promise<void> {
    this.want([]);
    await Promise.all(this.#ending.values());
  }

  #flush(): void {
    for (const channel of this.#channels.values()) channel.flush();
  }
}
