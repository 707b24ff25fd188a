import type { AgentClosing } from '../agents/agent-wire.ts';

/** A VM whose agent is to be heard. */
export interface ChannelVm {
  uuid: string;
  name: string;
}

/** An open channel to a guest: opaque bytes both ways. */
export interface GuestLine {
  /** In words, for the person who looks. */
  readonly how: string;
  /** Whether a guest that does not read holds up other guests: see `ChannelLimits.mostUnproven`. */
  readonly shared: boolean;
  /** The next bytes; null at the end. @throws LineError */
  read(): Promise<Uint8Array | null>;
  /** Sends, or drops where the guest has taken too little of what came before. Never throws: reading tells of the end. */
  write(bytes: Uint8Array): void;
  /** Ends it; a read that waits ends too. */
  close(): void;
}

/** Opens the channel of a VM. @throws LineError */
export type OpenGuestLine = (vm: ChannelVm, signal: AbortSignal) => Promise<GuestLine>;

/** Why a channel is no more or could not be opened, in words for the person who must mend it. */
export class LineError extends Error {
  /** `ended`: the VM or its host went, which is nothing special. */
  readonly why: Extract<AgentClosing, 'ended' | 'failed'>;

  constructor(why: LineError['why'], sentence: string) {
    super(sentence);
    this.name = 'LineError';
    this.why = why;
  }
}
