import { TransportError } from './transport-error.ts';

/** How a host is reached, read from a libvirt URI. */
export interface HostAddress {
  transport: 'unix' | 'tls' | 'ssh' | 'tcp';
  /** URI that is handed to the daemon: the driver and its path, without how it was reached. */
  driverUri: string;
  /** `qemu`, `test`, `xen` … */
  driver: string;
  /** Whether the daemon of a user is meant rather than the system's. */
  session: boolean;
  /** '' for this machine. */
  host: string;
  /** 0 where the default of the transport is meant. */
  port: number;
  user: string;
  /** Path of the daemon's socket, '' where the usual ones are to be tried. */
  socket: string;
  /** Folder with `cacert.pem`, `clientcert.pem` and `clientkey.pem`, '' for the usual ones. */
  pkiPath: string;
  /** Whether the other side's certificate or host key is checked. */
  verify: boolean;
  /** Private key for ssh, '' to leave it to ssh. */
  keyFile: string;
  /** ssh program, '' for `ssh`. */
  command: string;
  /** File of known hosts, '' to leave it to ssh. */
  knownHosts: string;
  /** Whether SASL mechanisms are limited to this one, '' if not. */
  mechanism: string;
}

const LONGEST = 2048;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9._:%-]*[A-Za-z0-9])?$/;
const TRANSPORTS: Record<string, HostAddress['transport']> = {
  unix: 'unix',
  tls: 'tls',
  tcp: 'tcp',
  ssh: 'ssh',
  libssh: 'ssh',
  libssh2: 'ssh',
};
/** Hypervisors that libvirt's own client speaks to without a daemon. */
const DAEMONLESS = new Set(['esx', 'vpx', 'gsx', 'hyperv', 'http', 'https']);
const ABSOLUTE = ['socket', 'pkipath', 'keyfile', 'known_hosts'];

/**
 * Reads a libvirt URI as its users know it (https://libvirt.org/uri.html). `libssh` and `libssh2` mean the system's ssh.
 * Unknown parameters are left out.
 * @throws TransportError `wrong-uri` with a sentence that says what to write
 */
export function parseUri(text: string): HostAddress {
  const match = /^([a-z][a-z0-9]*)(?:\+([a-z0-9]+))?:\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(
    text.slice(0, LONGEST + 1),
  );
  if (!match || text.length > LONGEST || hasControl(text)) {
    throw wrong('Write a libvirt URI such as qemu:///system or qemu+ssh://user@host/system.');
  }
  const driver = match[1]!.toLowerCase();
  const transportName = match[2]?.toLowerCase() ?? '';
  const path = match[4] ?? '';
  const { user, host, port } = readAuthority(match[3]!);
  const transport = transportName ? TRANSPORTS[transportName] : host ? 'tls' : 'unix';
  if (!transport) throw wrong(`There is no transport ${transportName}: use unix, tls, ssh or tcp.`);
  if (transport !== 'unix' && !host) throw wrong(`Name the host: ${driver}+${transportName}://host/system.`);
  if (transport === 'unix' && host) {
    throw wrong(
      `A unix socket is on this machine: leave out ${host}, or reach it with ${driver}+ssh://${host}${path}.`,
    );
  }
  if ((driver === 'qemu' || driver === 'kvm') && path !== '/system' && path !== '/session' && path !== '/embed') {
    throw wrong(`Write ${driver}://${match[3]}/system, or /session for the VMs of one user.`);
  }
  if (path === '/embed') throw wrong('An embedded driver belongs to one program and cannot be watched: use /system.');
  if (DAEMONLESS.has(driver)) {
    throw wrong(
      `${driver} has no libvirt daemon to watch it through: name a host where libvirt runs, qemu+ssh://host/system.`,
    );
  }
  const parameter = readParameters(match[5] ?? '');
  return {
    transport,
    driver,
    driverUri: parameter('name') || `${driver}://${path || '/'}`,
    session: path === '/session',
    host,
    port,
    user,
    socket: parameter('socket'),
    pkiPath: parameter('pkipath'),
    verify: parameter('no_verify') !== '1' && parameter('known_hosts_verify') !== 'ignore',
    keyFile: parameter('keyfile'),
    command: parameter('command'),
    knownHosts: parameter('known_hosts'),
    mechanism: /^sasl\.(.+)$/i.exec(parameter('auth'))?.[1]?.toUpperCase() ?? '',
  };
}

function readAuthority(text: string): { user: string; host: string; port: number } {
  const match = /^(?:([^@]*)@)?(?:\[([0-9a-f:.%]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/i.exec(text);
  if (!match) throw wrong(`${text} names no host: write user@host:port.`);
  const user = decode(match[1] ?? '');
  const host = match[2] ?? decode(match[3] ?? '');
  const port = Number(match[4] ?? 0);
  // Both become arguments of ssh: nothing that it could take for an option, nor that a shell could read.
  if (host && !HOST.test(host)) throw wrong(`${host} is no name or address of a host.`);
  if (user.startsWith('-') || /[\s'"`$;&|<>\\]/.test(user)) throw wrong(`${user} is no name of a user.`);
  if (port > 65_535) throw wrong(`${port} is no port: the highest is 65535.`);
  return { user, host, port };
}

function readParameters(query: string): (name: string) => string {
  const values = new Map<string, string>();
  for (const pair of query.split(/[&;]/)) {
    const at = pair.indexOf('=');
    if (at > 0) values.set(pair.slice(0, at).toLowerCase(), decode(pair.slice(at + 1)));
  }
  for (const name of ABSOLUTE) {
    const value = values.get(name);
    if (value && !value.startsWith('/'))
      throw wrong(`Write ${name}= with a whole path: ${value} does not begin with /.`);
  }
  const command = values.get('command') ?? '';
  if (command && !/^[A-Za-z0-9_./][A-Za-z0-9_./+-]*$/.test(command)) {
    throw wrong(`command= names the ssh program alone: ${command} is more than that.`);
  }
  return (name) => values.get(name) ?? '';
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!hasControl(decoded)) return decoded;
  } catch {
    // Told below, as is a hidden control character.
  }
  throw wrong(`${text} is not written as a URI wants it: after % come two hexadecimal digits of printable text.`);
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function wrong(message: string): TransportError {
  return new TransportError('wrong-uri', message);
}
