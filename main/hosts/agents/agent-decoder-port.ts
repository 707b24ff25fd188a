import type { AgentTold } from './agent-told.ts';

/** What is told of agents' bytes. */
export interface AgentDecoderSink {
  told(uuid: string, told: AgentTold): void;
  /** Bytes that were not read: the reader is behind, or died. */
  lost(uuid: string, bytes: number): void;
  /** The reader died and begins anew for all VMs; of whose bytes, null where nobody knows. */
  died(culprit: string | null): void;
}

/** Reads agents' bytes somewhere where they can do no harm. VMs are named by their UUIDs. */
export interface AgentDecoder {
  /** @param machine what the guest is, where it is known already, else '' */
  open(uuid: string, machine: string): void;
  bytes(uuid: string, chunk: Uint8Array): void;
  close(uuid: string): void;
  /** Ends it; nothing is told any more. */
  end(): void;
}
