/** Comparisons a numeric term may make. */
export type Comparison = '=' | '>' | '<' | '>=' | '<=';

/** Fields that hold an address or a network. */
export type AddressField = 'src' | 'dst' | 'ip';
/** Fields that hold text. */
export type TextField = 'service' | 'name' | 'state' | 'proto' | 'tunnel' | 'text';
/** Fields that hold a number: ports, VLAN, bytes, packets, microseconds. */
export type NumberField =
  | 'port'
  | 'sport'
  | 'dport'
  | 'vlan'
  | 'bytes'
  | 'bytesOut'
  | 'bytesIn'
  | 'packets'
  | 'duration'
  | 'flow';

/** A parsed filter. `all` matches everything. */
export type Filter =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; parts: Filter[] }
  | { kind: 'not'; part: Filter }
  | { kind: 'address'; field: AddressField; value: string }
  | { kind: 'text'; field: TextField; value: string }
  | { kind: 'number'; field: NumberField; comparison: Comparison; value: number }
  | { kind: 'range'; field: NumberField; from: number; to: number };

/** Where and why a filter could not be read. */
export interface FilterError {
  message: string;
  /** Character offset into the text. */
  offset: number;
}
