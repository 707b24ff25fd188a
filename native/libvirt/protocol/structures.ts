import { type Value, array, hyper, int, optional, string, struct, unsigned, uuid } from '../xdr/codec.ts';

/** A domain as calls name it: the UUID counts; the id is -1 while it does not run. */
export const domain = struct({ name: string, uuid, id: int });
/** See {@link domain}. */
export type DomainName = Value<typeof domain>;

/** A virtual network as calls name it. */
export const network = struct({ name: string, uuid });

/** A network filter as calls name it. */
export const nwfilter = struct({ name: string, uuid });

/** A network filter in force on a device of the host. */
export const nwfilterBinding = struct({ portdev: string, filtername: string });

/** A storage pool as calls name it. */
export const storagePool = struct({ name: string, uuid });

/** A storage volume as calls name it. */
export const storageVolume = struct({ pool: string, name: string, key: string });

/** A snapshot as calls name it. */
export const snapshot = struct({ name: string, dom: domain });

/** A text that may be missing. */
export const maybe = optional(string);

/** Body of an error answer. */
export const remoteError = struct({
  code: int,
  domain: int,
  message: maybe,
  level: int,
  dom: optional(domain),
  str1: maybe,
  str2: maybe,
  str3: maybe,
  int1: int,
  int2: int,
  net: optional(network),
});

/** An address that a network's DHCP server leased. Expiry in seconds since the epoch; type 0 is IPv4, 1 IPv6. */
export const dhcpLease = struct({
  iface: string,
  expirytime: hyper,
  type: int,
  mac: maybe,
  iaid: maybe,
  ipaddr: string,
  prefix: unsigned,
  hostname: maybe,
  clientid: maybe,
});

/** An interface of a domain with its addresses. */
export const domainInterface = struct({
  name: string,
  hwaddr: maybe,
  addrs: array(struct({ type: int, addr: string, prefix: unsigned }), 2048),
});
