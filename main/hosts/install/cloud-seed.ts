import { stringify } from 'yaml';
import { makeInstallScript } from './install-script.ts';

/** Volume label that cloud-init looks for. */
const LABEL = 'cidata';

/**
 * The files of a seed for cloud-init (NoCloud): attached as a CD of the label `cidata`, a VM that is in use installs the agent
 * at its next boot and keeps its name, keys and network. The program lies beside them.
 * @param sha256 hex: of the program
 * @param stamp makes the instance a new one, so that cloud-init runs it once more
 */
export function makeCloudSeed(
  sha256: string,
  stamp: number,
): Record<'user-data' | 'meta-data' | 'network-config', string> {
  const copy = '/run/mien-agent.new';
  const commands = [
    ['sh', '-c', `mkdir -p /run/mien-seed && mount -o ro -L ${LABEL} /run/mien-seed`],
    ['cp', '/run/mien-seed/mien-agent', copy],
    ['umount', '/run/mien-seed'],
    ['sh', '-c', makeInstallScript(copy, sha256)],
  ];
  return {
    'user-data': `#cloud-config\n${stringify({ preserve_hostname: true, ssh_deletekeys: false, runcmd: commands })}`,
    'meta-data': stringify({ 'instance-id': `mien-agent-${stamp}` }),
    // A new instance would get its network anew.
    'network-config': stringify({ config: 'disabled' }),
  };
}

/** The command that makes a CD of a folder, with what most systems have. */
export function tellSeedCommand(folder: string, image: string): string[] {
  return ['xorriso', '-as', 'genisoimage', '-quiet', '-output', image, '-volid', LABEL, '-joliet', '-rock', folder];
}
