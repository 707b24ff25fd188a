import { Refusal } from '../../../shared/rpc/refusal.ts';
import { buildAgent } from '../../../main/hosts/io/install/build-agent.ts';
import { applicationRoot } from '../../application-root.ts';
import { stateFolder } from '../../state-folder.ts';
import { printLine, toPlainText } from '../print.ts';

/** `mien agent build`: builds the agent's program where cargo is installed. @throws {Refusal} */
export async function runAgentBuild(): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const built = await buildAgent(
    applicationRoot(),
    stateFolder(),
    (text) => process.stderr.write(text),
    interrupted.signal,
  );
  if ('problem' in built) throw new Refusal('unavailable', built.problem);
  const { path, bytes, sha256 } = built.program;
  await printLine(`${toPlainText(path)}: ${(bytes.length / 1024).toFixed(0)} KiB, SHA-256 ${sha256}`);
}
