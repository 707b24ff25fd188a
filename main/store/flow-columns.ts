import type { AddressValue } from './address-value.ts';

/** The columns of a flow that lists sort, filter and sum by; `detail` holds the flow as the reader told it. */
export interface FlowColumns {
  id: number;
  start: number;
  end: number;
  transport: string;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  vlan: number | null;
  tunnel: string;
  service: string;
  state: string;
  packetsOut: number;
  packetsIn: number;
  bytesOut: number;
  bytesIn: number;
  name: string;
  final: boolean;
}

/** A flow as it is stored: addresses may be in their stored form already. */
export interface StoredFlow extends Omit<FlowColumns, 'src' | 'dst'> {
  src: AddressValue;
  dst: AddressValue;
}
