/** Name of the virtio-serial port that agents speak over. */
export const AGENT_CHANNEL = 'org.mien.agent.0';

/** What one guest may cost. Bytes, and milliseconds. */
export interface ChannelLimits {
  /** What a guest may say each second, and at once after it was quiet. */
  rate: number;
  burst: number;
  /**
   * The same of messages, however small. One costs libvirt's daemon and us 0.3 ms together, so a hundred a second are 3 % of
   * a core; agents send a few.
   */
  messageRate: number;
  messageBurst: number;
  /** Waits after a flood: doubled each time, begun anew once a channel stayed open for so long. */
  shortestFlood: number;
  longestFlood: number;
  quiet: number;
  /** Longest wait after anything else. */
  longestWait: number;
  /**
   * Messages and bytes to a guest that did not show that it reads. libvirt's daemon stops reading a whole connection when
   * it holds five messages that it cannot get rid of; before that about seventy small ones fit between it and a guest
   * that never reads (measured with libvirt 9.0 and QEMU 7.2).
   */
  mostUnproven: number;
  mostUnprovenBytes: number;
}

/** The limits that hold where nothing else is said: an agent that keeps to its credit stays well below. */
export const CHANNEL_LIMITS: ChannelLimits = {
  rate: 256 * 1024,
  burst: 2 ** 20,
  messageRate: 100,
  messageBurst: 1000,
  shortestFlood: 2000,
  longestFlood: 60_000,
  quiet: 60_000,
  longestWait: 30_000,
  mostUnproven: 16,
  mostUnprovenBytes: 64 * 1024,
};
