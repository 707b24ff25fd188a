import { makeInstallScript } from '../../install/install-script.ts';
import type { AgentProgram } from './build-agent.ts';
import { GuestAgentError, QemuGuestAgent } from './guest-agent.ts';
import type { GuestDomain } from './guest-domain.ts';

/** Where the program lies in the guest until it is in its place. */
const ARRIVING = '/var/tmp/mien-agent.arriving';

/**
 * Puts the agent into a running guest by the guest agent of QEMU, and has the guest's init run it.
 * @param progress hears of the share that is there, 0 to 1
 * @returns who runs it, a sentence of the guest's
 * @throws GuestAgentError
 */
export async function putAgent(
  { connection, dom }: GuestDomain,
  program: AgentProgram,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const guest = new QemuGuestAgent(connection, dom, signal);
  await guest.check();
  await guest.write(ARRIVING, program.bytes, (written) => progress(written / program.bytes.length));
  const { code, output, errors } = await guest.run(makeInstallScript(ARRIVING, program.sha256));
  if (code !== 0)
    throw new GuestAgentError(`Installing failed in the guest (${code}): ${(errors || output).trim().slice(-500)}`);
  return output.trim().split('\n').at(-1) ?? '';
}
