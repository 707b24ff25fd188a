import type { L7Record, TlsRecord } from '../records.ts';

/** How one field of a record is written. */
export type FieldType = 'text' | 'texts' | 'whole' | 'number' | 'flag' | 'maybe-flag' | 'certificate';

/** Which of the field types carry a TypeScript type. */
type FieldTypeOf<T> = T extends string
  ? 'text'
  : T extends readonly string[]
    ? 'texts'
    : T extends number
      ? 'whole' | 'number'
      : [T] extends [boolean]
        ? 'flag'
        : [T] extends [boolean | null]
          ? 'maybe-flag'
          : T extends TlsRecord['certificate']
            ? 'certificate'
            : never;

type RecordOf<K extends L7Record['kind']> = Extract<L7Record, { kind: K }>;

/** Fields of each kind; a record type that gains a field does not compile until it is named here. */
type RecordFields = {
  [K in L7Record['kind']]: {
    [F in Exclude<keyof RecordOf<K>, 'kind' | 'flow' | 'time'>]: FieldTypeOf<RecordOf<K>[F]>;
  };
};

/** The order is the order on the wire and in stores: append only, and with a new version. */
const FIELDS: RecordFields = {
  dns: {
    protocol: 'text',
    qname: 'text',
    qtype: 'text',
    rcode: 'text',
    answers: 'texts',
    queryBytes: 'whole',
    responseBytes: 'whole',
  },
  tls: {
    sni: 'text',
    alpn: 'texts',
    version: 'text',
    ja3: 'text',
    ja4: 'text',
    certificate: 'certificate',
    established: 'flag',
  },
  http: {
    method: 'text',
    host: 'text',
    path: 'text',
    agent: 'text',
    status: 'whole',
    contentType: 'text',
    requestBytes: 'whole',
    responseBytes: 'whole',
    bodyMagic: 'text',
    exploit: 'texts',
  },
  dhcp: { message: 'text', mac: 'text', hostname: 'text', vendor: 'text', address: 'text' },
  nbns: { name: 'text', suffix: 'whole', operation: 'text', address: 'text' },
  ssh: { client: 'text', server: 'text' },
  smb: { version: 'whole', command: 'text', name: 'text', status: 'text' },
  dcerpc: { interfaceId: 'text', interfaceName: 'text', opnum: 'whole', operation: 'text' },
  smtp: {
    helo: 'text',
    from: 'text',
    to: 'texts',
    subject: 'text',
    auth: 'flag',
    authOk: 'flag',
    startTls: 'flag',
    bytes: 'whole',
  },
  ftp: { command: 'text', argument: 'text', code: 'whole', dataAddress: 'text', dataPort: 'whole' },
  modbus: { unit: 'whole', function: 'whole', exception: 'flag' },
  s7: { rosctr: 'whole', function: 'whole' },
  mining: { method: 'text', login: 'text' },
  ldap: { operation: 'text', name: 'text', javaObject: 'flag' },
  login: { protocol: 'text', user: 'text', ok: 'maybe-flag' },
  echo: {
    requests: 'whole',
    replies: 'whole',
    payloadBytes: 'whole',
    distinctSizes: 'whole',
    distinctPayloads: 'whole',
    mismatched: 'whole',
    inner: 'text',
  },
  neighbour: { protocol: 'text', operation: 'text', senderMac: 'text', sender: 'text', target: 'text' },
};

/** One kind of record as a list. */
export interface RecordShape {
  number: number;
  kind: L7Record['kind'];
  fields: readonly (readonly [string, FieldType])[];
  /** A record of the kind whose fields are still to be set. */
  blank: Readonly<Record<string, unknown>>;
}

const BLANKS: Record<FieldType, unknown> = {
  text: '',
  texts: [],
  whole: 0,
  // Not a whole number, so that the field is laid out for any.
  number: 0.5,
  flag: false,
  'maybe-flag': null,
  certificate: null,
};

/** Every kind by its number on the wire. */
export const RECORD_SHAPES: readonly RecordShape[] = Object.entries(FIELDS).map(([kind, fields], number) => ({
  number,
  kind: kind as L7Record['kind'],
  fields: Object.entries(fields),
  blank: {
    kind,
    flow: 0,
    time: 0.5,
    ...Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, BLANKS[type]])),
  },
}));
