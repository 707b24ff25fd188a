import { type HostAddress, parseUri } from '../../../native/libvirt/parse-uri.ts';
import { TransportError } from '../../../native/libvirt/transport-error.ts';
import { quote, sshPrefix } from '../../hosts/io/capture-command.ts';
import type { Done } from '../enforcement-port.ts';

/** Name that the host's command has where it is installed. */
const INSTALLED = 'mien-enforce';

/** Where commands go and what runs them there. */
export interface CommandPlace {
  /** libvirt URI of the host. */
  uri: string;
  /** Words before the command: `sudo -n`; where the last is the path of an installed `mien-enforce`, that is what runs. */
  prefix: readonly string[];
  /** Text of the command, sent along where it is not installed. */
  script: string;
  /** Folder of ours for the sockets of ssh, '' where its connections cannot be shared. */
  sockets: string;
}

/** The words that run a verb of the host's command, here or over ssh; or why there is no way. */
export function makeHostCommand(place: CommandPlace, words: readonly string[]): Done<string[]> {
  let address: HostAddress;
  try {
    address = parseUri(place.uri);
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    return { ok: false, code: 'no-way', why: thrown.message };
  }
  const last = place.prefix.at(-1)?.split('/').at(-1);
  const run = last === INSTALLED ? [] : ['sh', '-c', place.script, INSTALLED];
  const command = [...place.prefix, ...run, ...words];
  switch (address.transport) {
    case 'unix':
      return { ok: true, value: command };
    case 'ssh': {
      const [ssh = 'ssh', ...rest] = sshPrefix(address);
      return { ok: true, value: [ssh, ...share(place.sockets), ...rest, command.map(quote).join(' ')] };
    }
    default:
      return {
        ok: false,
        code: 'no-way',
        why: `Rules cannot be had over ${address.transport.toUpperCase()}: use ${address.driver}+ssh://user@${address.host || 'host'}/system.`,
      };
  }
}

/** One connection for all commands: a new one takes longer than the command. It ends by itself soon after the last. */
function share(folder: string): string[] {
  if (folder === '') return [];
  return ['ControlMaster=auto', 'ControlPersist=20', `ControlPath=${folder}/%C`].flatMap((option) => ['-o', option]);
}
