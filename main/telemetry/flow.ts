/**
 * The network half of what the engine observes. The types are the packet reader's own, taken as types only:
 * flows and records read from logs are brought into the same shape, so everything behind this door is one code.
 */
export type {
  ConnState,
  DhcpRecord,
  DirectionStats,
  DnsRecord,
  FlowRecord as Flow,
  HttpRecord,
  L7Record,
  NeighbourRecord,
  TlsRecord,
  Transport,
} from '../../native/packets/records.ts';
