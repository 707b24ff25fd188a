import type { Probe } from './dissector.ts';
import { probeTcp } from './probe-tcp.ts';
import { probeUdp } from './probe-udp.ts';

/** Picks a dissector by content, ports breaking ties only. A glance at the first byte decides for most bytes. */
export const probe: Probe = (bytes, fromOriginator, hint, output) =>
  hint.transport === 'udp' ? probeUdp(bytes, hint, output) : probeTcp(bytes, fromOriginator, hint, output);
