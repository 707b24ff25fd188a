import { type HostAddress, parseUri } from '../../../native/libvirt/parse-uri.ts';
import { TransportError } from '../../../native/libvirt/transport-error.ts';
import { explainFailure } from '../explain-failure.ts';
import type { HostSettings } from '../host-port.ts';
import type { Failure } from '../host-report.ts';
import { placeOf, toProblem } from './to-problem.ts';

/**
 * Bytes kept of a frame. Names stand in the first packets of a connection: a TLS ClientHello with a post-quantum key takes
 * about 1,800 bytes, which a tap shows as one frame (segments are cut later, by the network card), so 1,514 would
 * lose names. Frames of bulk transfer reach 64 KiB on a tap; of these the head is enough.
 */
const SNAP_LENGTH = 2048;
/** KiB of the kernel's ring for one tap: half a second of a full gigabit with that snap length. */
const RING = 4096;

/** Names that Linux takes for an interface, without those that a program could take for an option. */
const DEVICE = /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/;

/** The command that writes packets of an interface to its standard output as pcap, or why there is none. */
export function findCaptureCommand(
  settings: Pick<HostSettings, 'uri' | 'capturePrefix'>,
  device: string,
): { command: string[] } | { failure: Failure } {
  if (!DEVICE.test(device)) return { failure: oddDevice(device) };
  return findCommand(settings, tcpdump(device));
}

/** The command that lists the connections that the host's kernel follows, or why there is none. */
export function findConnectionsCommand(
  settings: Pick<HostSettings, 'uri' | 'capturePrefix'>,
): { command: string[] } | { failure: Failure } {
  return findCommand(settings, ['conntrack', '-L', '-o', 'extended,id']);
}

function findCommand(
  settings: Pick<HostSettings, 'uri' | 'capturePrefix'>,
  words: readonly string[],
): { command: string[] } | { failure: Failure } {
  let address: HostAddress;
  try {
    address = parseUri(settings.uri);
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    return { failure: explainFailure(toProblem(thrown), placeOf(settings.uri)) };
  }
  const capture = [...settings.capturePrefix, ...words];
  switch (address.transport) {
    case 'unix':
      return { command: capture };
    case 'ssh':
      return { command: [...sshPrefix(address), capture.map(quote).join(' ')] };
    default:
      return { failure: noWay(address) };
  }
}

/** Not promiscuous: a tap shows all frames of its VM anyway. At once: what is judged must not wait for a full buffer. */
function tcpdump(device: string): string[] {
  return [
    'tcpdump',
    '-i',
    device,
    '-p',
    '-n',
    '-U',
    '-s',
    `${SNAP_LENGTH}`,
    '-B',
    `${RING}`,
    '--immediate-mode',
    '-w',
    '-',
  ];
}

/** The system's ssh up to the command it runs on a host; nothing asks, what needs an answer fails. */
export function sshPrefix(address: HostAddress): string[] {
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    ...(address.knownHosts ? [`UserKnownHostsFile=${address.knownHosts}`] : []),
    ...(address.verify ? [] : ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR']),
  ];
  return [
    address.command || 'ssh',
    '-T',
    '-a',
    '-x',
    ...options.flatMap((option) => ['-o', option]),
    ...(address.user ? ['-l', address.user] : []),
    ...(address.port ? ['-p', `${address.port}`] : []),
    ...(address.keyFile ? ['-i', address.keyFile] : []),
    '--',
    address.host,
  ];
}

/** A word that the shell of the other side takes as it is. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_.:@/=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function oddDevice(device: string): Failure {
  return {
    code: 'odd-device',
    title: 'The name of the interface cannot be used.',
    detail: JSON.stringify(device.slice(0, 100)),
    action: 'Name the interface in the XML of the VM with letters and digits: <target dev="web0"/>.',
  };
}

function noWay(address: HostAddress): Failure {
  const host = address.host || 'host';
  return {
    code: 'no-capture',
    title: `Packets cannot be had over ${address.transport.toUpperCase()}.`,
    detail: 'libvirt itself moves no packets; only counters are watched.',
    action: `Use ssh to watch packets too: ${address.driver}+ssh://user@${host}/system.`,
  };
}
