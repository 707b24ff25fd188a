import {
  type Codec,
  type Value,
  array,
  characters,
  fixedCharacters,
  hyper,
  int,
  optional,
  string,
  struct,
  unsigned,
  unsignedHyper,
  uuid,
} from '../xdr/codec.ts';
import { PROGRAM } from '../frame.ts';
import {
  dhcpLease,
  domain,
  domainInterface,
  maybe,
  network,
  nwfilter,
  nwfilterBinding,
  snapshot,
  storagePool,
  storageVolume,
} from './structures.ts';
import { typedParameters } from './typed-parameter.ts';

/** One call of the protocol. */
export interface Procedure<Args, Result> {
  /** One of {@link PROGRAM}: what only QEMU has is a program of its own. */
  program: number;
  number: number;
  args: Codec<Args>;
  result: Codec<Result>;
}

/** Most elements of lists of domains, networks, filters … */
const LIST = 16_384;
/** Longest message of a SASL exchange, bytes. */
const SASL = 65_536;
/** Most settings of one kind. */
const SETTINGS = 16;

const nothing = struct({});
const flags = struct({ flags: unsigned });
const list = struct({ needResults: int, flags: unsigned });
const xml = struct({ xml: string });
const count = struct({ count: int });
const ofDomain = struct({ dom: domain });
const ofDomainFlags = struct({ dom: domain, flags: unsigned });
const settings = struct({ dom: domain, params: typedParameters(SETTINGS), flags: unsigned });
const settingsQuery = struct({ dom: domain, nparams: int, flags: unsigned });
const settingsResult = struct({ params: typedParameters(SETTINGS), nparams: int });
const device = struct({ dom: domain, xml: string, flags: unsigned });
const saslStep = { nil: int, data: characters(SASL) };
const saslResult = struct({ complete: int, nil: int, data: characters(SASL) });
const nodeStats = struct({ params: array(struct({ field: string, value: unsignedHyper }), 16), nparams: int });

function procedure<A, R>(number: number, args: Codec<A>, result: Codec<R>, program = PROGRAM.remote): Procedure<A, R> {
  return { program, number, args, result };
}

/**
 * The calls that are made, by libvirt's name: number, arguments, result. Names of fields are libvirt's own where callers
 * know them. `needResults` is 1 for the list, 0 for its length; sizes in KiB where libvirt has them so.
 */
export const PROCEDURES = {
  // The connection.
  CONNECT_OPEN: procedure(1, struct({ name: maybe, flags: unsigned }), nothing),
  CONNECT_CLOSE: procedure(2, nothing, nothing),
  CONNECT_GET_TYPE: procedure(3, nothing, struct({ type: string })),
  CONNECT_GET_VERSION: procedure(4, nothing, struct({ version: unsignedHyper })),
  CONNECT_GET_LIB_VERSION: procedure(157, nothing, struct({ version: unsignedHyper })),
  CONNECT_GET_HOSTNAME: procedure(59, nothing, struct({ hostname: string })),
  CONNECT_GET_URI: procedure(110, nothing, struct({ uri: string })),
  CONNECT_GET_CAPABILITIES: procedure(7, nothing, struct({ capabilities: string })),
  CONNECT_GET_SYSINFO: procedure(203, flags, struct({ sysinfo: string })),
  CONNECT_SUPPORTS_FEATURE: procedure(60, struct({ feature: int }), struct({ supported: int })),
  AUTH_LIST: procedure(66, nothing, struct({ types: array(int, 20) })),
  AUTH_SASL_INIT: procedure(67, nothing, struct({ mechanisms: string })),
  AUTH_SASL_START: procedure(68, struct({ mechanism: string, ...saslStep }), saslResult),
  AUTH_SASL_STEP: procedure(69, struct(saslStep), saslResult),
  AUTH_POLKIT: procedure(70, nothing, struct({ complete: int })),

  // The node.
  NODE_GET_INFO: procedure(
    6,
    nothing,
    struct({
      model: fixedCharacters(32),
      memory: unsignedHyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    }),
  ),
  NODE_GET_FREE_MEMORY: procedure(102, nothing, struct({ bytes: unsignedHyper })),
  /** Both want to be asked with `nparams` 0 first, then with what that answers. */
  NODE_GET_CPU_STATS: procedure(227, struct({ cpuNum: int, nparams: int, flags: unsigned }), nodeStats),
  NODE_GET_MEMORY_STATS: procedure(228, struct({ nparams: int, cellNum: int, flags: unsigned }), nodeStats),

  // Domains: which there are.
  CONNECT_NUM_OF_DOMAINS: procedure(51, nothing, count),
  CONNECT_LIST_ALL_DOMAINS: procedure(273, list, struct({ domains: array(domain, LIST), ret: unsigned })),
  DOMAIN_LOOKUP_BY_ID: procedure(22, struct({ id: int }), ofDomain),
  DOMAIN_LOOKUP_BY_NAME: procedure(23, struct({ name: string }), ofDomain),
  DOMAIN_LOOKUP_BY_UUID: procedure(24, struct({ uuid }), ofDomain),

  // Domains: what they are and do.
  DOMAIN_GET_XML_DESC: procedure(14, ofDomainFlags, xml),
  DOMAIN_GET_INFO: procedure(
    16,
    ofDomain,
    struct({
      state: unsigned,
      maxMem: unsignedHyper,
      memory: unsignedHyper,
      nrVirtCpu: unsigned,
      cpuTime: unsignedHyper,
    }),
  ),
  DOMAIN_GET_STATE: procedure(212, ofDomainFlags, struct({ state: int, reason: int })),
  DOMAIN_GET_CONTROL_INFO: procedure(
    229,
    ofDomainFlags,
    struct({ state: unsigned, details: unsigned, stateTime: unsignedHyper }),
  ),
  DOMAIN_GET_JOB_STATS: procedure(298, ofDomainFlags, struct({ type: int, params: typedParameters(64) })),
  DOMAIN_GET_METADATA: procedure(
    265,
    struct({ dom: domain, type: int, uri: maybe, flags: unsigned }),
    struct({ metadata: string }),
  ),
  DOMAIN_INTERFACE_ADDRESSES: procedure(
    353,
    struct({ dom: domain, source: unsigned, flags: unsigned }),
    struct({ ifaces: array(domainInterface, 2048) }),
  ),
  DOMAIN_MEMORY_STATS: procedure(
    159,
    struct({ dom: domain, maxStats: unsigned, flags: unsigned }),
    struct({ stats: array(struct({ tag: int, val: unsignedHyper }), 1024) }),
  ),
  DOMAIN_INTERFACE_STATS: procedure(
    65,
    struct({ dom: domain, device: string }),
    struct({
      rx_bytes: hyper,
      rx_packets: hyper,
      rx_errs: hyper,
      rx_drop: hyper,
      tx_bytes: hyper,
      tx_packets: hyper,
      tx_errs: hyper,
      tx_drop: hyper,
    }),
  ),
  DOMAIN_GET_BLOCK_INFO: procedure(
    194,
    struct({ dom: domain, path: string, flags: unsigned }),
    struct({ allocation: unsignedHyper, capacity: unsignedHyper, physical: unsignedHyper }),
  ),
  DOMAIN_GET_GUEST_INFO: procedure(
    418,
    struct({ dom: domain, types: unsigned, flags: unsigned }),
    struct({ params: typedParameters(2048) }),
  ),
  /** With no domains, of all of them. */
  CONNECT_GET_ALL_DOMAIN_STATS: procedure(
    344,
    struct({ doms: array(domain, LIST), stats: unsigned, flags: unsigned }),
    struct({ records: array(struct({ dom: domain, params: typedParameters(262_144) }), LIST) }),
  ),
  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: procedure(
    316,
    struct({ eventID: int, dom: optional(domain) }),
    struct({ callbackID: int }),
  ),
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: procedure(317, struct({ callbackID: int }), nothing),

  // Domains: what changes them.
  DOMAIN_CREATE_XML: procedure(10, struct({ xml: string, flags: unsigned }), ofDomain),
  DOMAIN_DEFINE_XML: procedure(11, xml, ofDomain),
  DOMAIN_CREATE: procedure(9, ofDomain, nothing),
  DOMAIN_DESTROY: procedure(12, ofDomain, nothing),
  DOMAIN_UNDEFINE: procedure(35, ofDomain, nothing),
  DOMAIN_SUSPEND: procedure(34, ofDomain, nothing),
  DOMAIN_RESUME: procedure(28, ofDomain, nothing),
  DOMAIN_SHUTDOWN: procedure(33, ofDomain, nothing),
  DOMAIN_SET_METADATA: procedure(
    264,
    struct({ dom: domain, type: int, metadata: maybe, key: maybe, uri: maybe, flags: unsigned }),
    nothing,
  ),
  DOMAIN_ATTACH_DEVICE_FLAGS: procedure(160, device, nothing),
  DOMAIN_DETACH_DEVICE_FLAGS: procedure(161, device, nothing),
  /** Sets the link of an interface up or down, among much else. */
  DOMAIN_UPDATE_DEVICE_FLAGS: procedure(174, device, nothing),
  DOMAIN_SET_INTERFACE_PARAMETERS: procedure(
    256,
    struct({ dom: domain, device: string, params: typedParameters(SETTINGS), flags: unsigned }),
    nothing,
  ),
  DOMAIN_GET_INTERFACE_PARAMETERS: procedure(
    257,
    struct({ dom: domain, device: string, nparams: int, flags: unsigned }),
    settingsResult,
  ),
  DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS: procedure(219, settings, nothing),
  DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS: procedure(223, settingsQuery, struct({ params: typedParameters(SETTINGS) })),
  DOMAIN_SET_MEMORY_PARAMETERS: procedure(197, settings, nothing),
  DOMAIN_GET_MEMORY_PARAMETERS: procedure(198, settingsQuery, settingsResult),
  DOMAIN_SET_MEMORY_FLAGS: procedure(204, struct({ dom: domain, memory: unsignedHyper, flags: unsigned }), nothing),
  DOMAIN_SET_BLOCK_IO_TUNE: procedure(
    252,
    struct({ dom: domain, disk: string, params: typedParameters(32), flags: unsigned }),
    nothing,
  ),
  DOMAIN_GET_BLOCK_IO_TUNE: procedure(
    253,
    struct({ dom: domain, disk: maybe, nparams: int, flags: unsigned }),
    struct({ params: typedParameters(32), nparams: int }),
  ),
  DOMAIN_SET_PERF_EVENTS: procedure(
    366,
    struct({ dom: domain, params: typedParameters(64), flags: unsigned }),
    nothing,
  ),
  DOMAIN_SET_MEMORY_STATS_PERIOD: procedure(308, struct({ dom: domain, period: int, flags: unsigned }), nothing),
  DOMAIN_SNAPSHOT_CREATE_XML: procedure(
    185,
    struct({ dom: domain, xml_desc: string, flags: unsigned }),
    struct({ snap: snapshot }),
  ),
  DOMAIN_SNAPSHOT_DELETE: procedure(193, struct({ snap: snapshot, flags: unsigned }), nothing),
  DOMAIN_OPEN_CHANNEL: procedure(296, struct({ dom: domain, name: maybe, flags: unsigned }), nothing),
  DOMAIN_OPEN_CONSOLE: procedure(201, struct({ dom: domain, dev_name: maybe, flags: unsigned }), nothing),

  /** A command of the guest agent of QEMU in JSON; `timeout` in seconds. */
  QEMU_DOMAIN_AGENT_COMMAND: procedure(
    3,
    struct({ dom: domain, cmd: string, timeout: int, flags: unsigned }),
    struct({ result: maybe }),
    PROGRAM.qemu,
  ),

  // Networks and their filters.
  CONNECT_LIST_ALL_NETWORKS: procedure(283, list, struct({ nets: array(network, LIST), ret: unsigned })),
  NETWORK_LOOKUP_BY_NAME: procedure(46, struct({ name: string }), struct({ net: network })),
  NETWORK_GET_XML_DESC: procedure(43, struct({ net: network, flags: unsigned }), xml),
  NETWORK_GET_BRIDGE_NAME: procedure(45, struct({ net: network }), struct({ name: string })),
  NETWORK_IS_ACTIVE: procedure(152, struct({ net: network }), struct({ active: int })),
  NETWORK_GET_DHCP_LEASES: procedure(
    341,
    struct({ net: network, mac: maybe, needResults: int, flags: unsigned }),
    struct({ leases: array(dhcpLease, 65_536), ret: unsigned }),
  ),
  CONNECT_LIST_ALL_NWFILTERS: procedure(286, list, struct({ filters: array(nwfilter, LIST), ret: unsigned })),
  NWFILTER_LOOKUP_BY_NAME: procedure(175, struct({ name: string }), struct({ nwfilter })),
  NWFILTER_GET_XML_DESC: procedure(177, struct({ nwfilter, flags: unsigned }), xml),
  NWFILTER_DEFINE_XML: procedure(180, xml, struct({ nwfilter })),
  NWFILTER_UNDEFINE: procedure(181, struct({ nwfilter }), nothing),
  CONNECT_LIST_ALL_NWFILTER_BINDINGS: procedure(
    401,
    list,
    struct({ bindings: array(nwfilterBinding, LIST), ret: unsigned }),
  ),
  NWFILTER_BINDING_GET_XML_DESC: procedure(398, struct({ nwfilter: nwfilterBinding, flags: unsigned }), xml),
  NWFILTER_BINDING_CREATE_XML: procedure(
    399,
    struct({ xml: string, flags: unsigned }),
    struct({ nwfilter: nwfilterBinding }),
  ),
  NWFILTER_BINDING_DELETE: procedure(400, struct({ nwfilter: nwfilterBinding }), nothing),

  // Storage.
  STORAGE_POOL_CREATE_XML: procedure(76, struct({ xml: string, flags: unsigned }), struct({ pool: storagePool })),
  STORAGE_POOL_DESTROY: procedure(80, struct({ pool: storagePool }), nothing),
  STORAGE_VOL_CREATE_XML: procedure(
    93,
    struct({ pool: storagePool, xml: string, flags: unsigned }),
    struct({ vol: storageVolume }),
  ),
  STORAGE_VOL_LOOKUP_BY_PATH: procedure(97, struct({ path: string }), struct({ vol: storageVolume })),
  STORAGE_VOL_UPLOAD: procedure(
    208,
    struct({ vol: storageVolume, offset: unsignedHyper, length: unsignedHyper, flags: unsigned }),
    nothing,
  ),
  STORAGE_VOL_DOWNLOAD: procedure(
    209,
    struct({ vol: storageVolume, offset: unsignedHyper, length: unsignedHyper, flags: unsigned }),
    nothing,
  ),
} as const;

/** Name of a call. */
export type ProcedureName = keyof typeof PROCEDURES;
/** What a call takes. */
export type ProcedureArgs<P extends ProcedureName> = Value<(typeof PROCEDURES)[P]['args']>;
/** What a call answers. */
export type ProcedureResult<P extends ProcedureName> = Value<(typeof PROCEDURES)[P]['result']>;
/** Calls that open a stream. */
export type StreamProcedure =
  | 'DOMAIN_OPEN_CHANNEL'
  | 'DOMAIN_OPEN_CONSOLE'
  | 'STORAGE_VOL_UPLOAD'
  | 'STORAGE_VOL_DOWNLOAD';
