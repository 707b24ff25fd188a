/**
 * The place where the bytes of agents meet those who understand them: channels bring what guests say, never looking at
 * it, and are told what to say and when to close. A VM is named by its UUID. All calls return at once.
 */
export interface AgentWire {
  /** A channel is open: WELCOME is due. `how`: in words, for the person who looks (`libvirt's channel`, `the unix socket …`). */
  opened(uuid: string, how: string): void;
  /** What the guest said, cut anywhere; the array is the receiver's from here on. */
  bytes(uuid: string, chunk: Uint8Array): void;
  /**
   * A channel is closed, or could not be opened. `flooding`: more than the quota came. `ended`: the VM, its host or its
   * agent's device went, which is nothing special. `failed`: it cannot be opened; the detail says why and what to do.
   */
  closed(uuid: string, why: AgentClosing, detail: string): void;
}

/** See {@link AgentWire.closed}; `dropped`: it was asked for by {@link AgentCarrier.drop}. */
export type AgentClosing = 'ended' | 'flooding' | 'failed' | 'dropped';

/** What channels do for those who understand: the other direction of {@link AgentWire}. */
export interface AgentCarrier {
  /** Sends to the guest. Dropped where the channel is closed: what matters is sent again after `opened`. */
  send(uuid: string, bytes: Uint8Array): void;
  /** Closes a channel, and opens it again no sooner than after so many milliseconds. */
  drop(uuid: string, why: string, forMs: number): void;
  /**
   * The guest showed that it has read what was sent to it: it answered a REQUEST whose number it could not guess. libvirt
   * holds up a whole connection for one guest that does not read its channel, so only some messages (16) go out without
   * such a proof; then the channel is closed and opened anew, which an agent survives but loses what is on its way.
   */
  proven(uuid: string): void;
}
