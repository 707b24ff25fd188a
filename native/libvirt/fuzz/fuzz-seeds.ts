import { DOMAIN_EVENTS, type DomainEventName } from '../protocol/domain-events.ts';
import { PROCEDURES, type ProcedureName, type ProcedureResult } from '../protocol/procedures.ts';
import { remoteError } from '../protocol/structures.ts';
import type { TypedParameter } from '../protocol/typed-parameter.ts';
import type { Codec, Value } from '../xdr/codec.ts';
import { XdrWriter } from '../xdr/xdr-writer.ts';

const dom = { name: 'web', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 3 };
const params: TypedParameter[] = [
  { field: 'state.state', type: 'int', value: -1 },
  { field: 'vcpu.current', type: 'uint', value: 2 },
  { field: 'cpu.delta', type: 'llong', value: -5 },
  { field: 'net.0.rx.bytes', type: 'ullong', value: 2n ** 63n },
  { field: 'cpu.share', type: 'double', value: 0.5 },
  { field: 'block.0.readonly', type: 'boolean', value: true },
  { field: 'net.0.name', type: 'string', value: 'vnet3' },
];

/** A sound answer of each shape, with the place of its call in the table. */
export function answerSeeds(): [index: number, body: Buffer][] {
  return [
    answer('CONNECT_LIST_ALL_DOMAINS', { domains: [dom, { ...dom, id: -1 }], ret: 2 }),
    answer('CONNECT_GET_ALL_DOMAIN_STATS', {
      records: [
        { dom, params },
        { dom, params: [] },
      ],
    }),
    answer('DOMAIN_GET_INFO', { state: 1, maxMem: 1024, memory: 512, nrVirtCpu: 1, cpuTime: 1e12 }),
    answer('DOMAIN_GET_XML_DESC', { xml: '<domain><name>web</name></domain>' }),
    answer('DOMAIN_MEMORY_STATS', { stats: [{ tag: 6, val: 2048 }] }),
    answer('DOMAIN_INTERFACE_ADDRESSES', {
      ifaces: [{ name: 'eth0', hwaddr: '52:54:00:00:00:01', addrs: [{ type: 0, addr: '10.0.0.2', prefix: 24 }] }],
    }),
    answer('NETWORK_GET_DHCP_LEASES', {
      leases: [
        {
          iface: 'virbr0',
          expirytime: 1_800_000_000,
          type: 0,
          mac: '52:54:00:00:00:01',
          iaid: null,
          ipaddr: '10.0.0.2',
          prefix: 24,
          hostname: 'web',
          clientid: null,
        },
      ],
      ret: 1,
    }),
    answer('NODE_GET_INFO', {
      model: 'x86_64',
      memory: 1,
      cpus: 2,
      mhz: 3,
      nodes: 1,
      sockets: 1,
      cores: 2,
      threads: 1,
    }),
    answer('AUTH_LIST', { types: [1, 2] }),
    answer('AUTH_SASL_START', { complete: 0, nil: 0, data: 'r=abc,s=QSXCR+Q6sek8bf92,i=4096' }),
    answer('CONNECT_LIST_ALL_NWFILTER_BINDINGS', { bindings: [{ portdev: 'vnet3', filtername: 'clean' }], ret: 1 }),
  ];
}

/** A sound event of each shape, with its place in the table. */
export function eventSeeds(): [index: number, body: Buffer][] {
  const head = { callbackID: 1, dom };
  return [
    event('lifecycle', { ...head, event: 2, detail: 0 }),
    event('tunable', { ...head, params }),
    event('metadata-change', { ...head, type: 2, nsuri: 'urn:x' }),
    event('device-added', { ...head, devAlias: 'net1' }),
    event('graphics', {
      ...head,
      phase: 0,
      local: { family: 0, node: '127.0.0.1', service: '5900' },
      remote: { family: 0, node: '127.0.0.1', service: '40000' },
      authScheme: 'vnc',
      subject: [{ type: 'x', name: 'y' }],
    }),
  ];
}

/** A sound error with all it can hold. */
export function errorSeed(): Buffer {
  return bytesOf(remoteError, {
    code: 42,
    domain: 10,
    message: 'Domain not found',
    level: 2,
    dom,
    str1: 'a',
    str2: null,
    str3: 'c',
    int1: 1,
    int2: -1,
    net: { name: 'default', uuid: dom.uuid },
  });
}

function answer<P extends ProcedureName>(name: P, value: ProcedureResult<P>): [number, Buffer] {
  const codec = PROCEDURES[name].result as unknown as Codec<ProcedureResult<P>>;
  return [Object.keys(PROCEDURES).indexOf(name), bytesOf(codec, value)];
}

function event<E extends DomainEventName>(name: E, value: Value<(typeof DOMAIN_EVENTS)[E]['body']>): [number, Buffer] {
  const codec = DOMAIN_EVENTS[name].body as unknown as Codec<typeof value>;
  return [Object.keys(DOMAIN_EVENTS).indexOf(name), bytesOf(codec, value)];
}

function bytesOf<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.write(writer, value);
  return Buffer.from(writer.finish());
}
