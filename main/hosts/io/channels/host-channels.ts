import type { AgentWire } from '../../agents/agent-wire.ts';
import { channelMessageSchema, type ChannelMessage } from '../../channels/channel-message.ts';
import type { ChannelVm } from '../../channels/guest-line.ts';
import type { AgentChannels } from '../../host-port.ts';
import { backOff } from '../../watch/back-off.ts';
import { HostChild, type HostProgram } from '../host-child.ts';

/** Longest wait until a process that ended is started again; one that ran so long starts the waits anew. Milliseconds. */
const LONGEST_WAIT = 15_000;
const PROVEN = 60_000;

/**
 * The channels of one host, in a process of their own that can be ended at any time: the only one with a connection that
 * may write. It runs while there is an agent to hear.
 */
export class HostChannels implements AgentChannels {
  readonly #program: HostProgram;
  readonly #uri: string;
  #wire: AgentWire | null = null;
  #vms: readonly ChannelVm[] = [];
  /** Channels that were told to be open. */
  readonly #open = new Set<string>();
  #child: HostChild | null = null;
  readonly #leaving = new Set<Promise<void>>();
  #restart: NodeJS.Timeout | undefined;
  #attempt = 0;
  #closed = false;

  constructor(program: HostProgram, uri: string) {
    this.#program = program;
    this.#uri = uri;
  }

  listen(wire: AgentWire): void {
    this.#wire = wire;
  }

  want(vms: readonly ChannelVm[]): void {
    if (this.#closed || same(vms, this.#vms)) return;
    this.#vms = vms;
    if (vms.length === 0) return this.#end();
    if (this.#child === null) {
      if (this.#restart === undefined) this.#start();
    } else this.#child.send({ op: 'vms', vms: [...vms] });
  }

  send(uuid: string, bytes: Uint8Array): void {
    if (!this.#open.has(uuid)) return;
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    this.#child?.send({ op: 'send', uuid, data });
  }

  drop(uuid: string, why: string, forMs: number): void {
    this.#child?.send({ op: 'drop', uuid, why, forMs });
  }

  proven(uuid: string): void {
    this.#child?.send({ op: 'proven', uuid });
  }

  async close(): Promise<void> {
    this.#end();
    this.#closed = true;
    await Promise.all(this.#leaving);
  }

  #start(): void {
    this.#restart = undefined;
    if (this.#closed || this.#vms.length === 0) return;
    const started = performance.now();
    this.#attempt += 1;
    const child = new HostChild(this.#program, {
      line: (line) => {
        const message = channelMessageSchema.parse(JSON.parse(line));
        if (this.#child === child) this.#take(message);
      },
      ended: (reason) => {
        if (this.#child !== child) return;
        this.#child = null;
        if (performance.now() - started > PROVEN) this.#attempt = 1;
        this.#loseAll('failed', `The process that holds the channels ended and is started again. ${reason}`);
        this.#restart = setTimeout(() => this.#start(), backOff(this.#attempt, LONGEST_WAIT, Math.random()));
      },
    });
    this.#child = child;
    child.send({ op: 'channels', uri: this.#uri });
    child.send({ op: 'vms', vms: [...this.#vms] });
  }

  #take(message: ChannelMessage): void {
    const { uuid } = message;
    switch (message.type) {
      case 'opened':
        this.#open.add(uuid);
        return this.#wire?.opened(uuid, message.how);
      case 'bytes':
        return this.#wire?.bytes(uuid, new Uint8Array(Buffer.from(message.data, 'base64')));
      case 'closed':
        this.#open.delete(uuid);
        return this.#wire?.closed(uuid, message.why, message.detail);
    }
  }

  /** Ends the process: there is nobody to hear. */
  #end(): void {
    clearTimeout(this.#restart);
    this.#restart = undefined;
    this.#attempt = 0;
    const child = this.#child;
    this.#child = null;
    this.#loseAll('ended', '');
    if (child === null) return;
    const gone = child.close();
    this.#leaving.add(gone);
    void gone.then(() => this.#leaving.delete(gone));
  }

  #loseAll(why: 'ended' | 'failed', detail: string): void {
    for (const uuid of this.#open) this.#wire?.closed(uuid, why, detail);
    this.#open.clear();
  }
}

function same(left: readonly ChannelVm[], right: readonly ChannelVm[]): boolean {
  return left.length === right.length && left.every(({ uuid }, index) => uuid === right[index]?.uuid);
}
