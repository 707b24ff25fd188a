import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { tellChannelDiff } from '../../../main/hosts/install/channel-device.ts';
import { tellSteps } from '../../../main/hosts/install/tell-steps.ts';
import { type AgentProgram, agentProgramPath, readAgentProgram } from '../../../main/hosts/io/install/build-agent.ts';
import { GuestAgentError } from '../../../main/hosts/io/install/guest-agent.ts';
import { GuestDomain, GuestDomainError } from '../../../main/hosts/io/install/guest-domain.ts';
import { putAgent } from '../../../main/hosts/io/install/put-agent.ts';
import { writeSeed } from '../../../main/hosts/io/install/write-seed.ts';
import { meetAgents } from '../../../main/loop/io/meet-agents.ts';
import { printLine, toPlainText } from '../print.ts';
import { agentPrograms } from './agent-programs.ts';

/** Milliseconds until an agent that was just started must have spoken. */
const PATIENCE = 60_000;
const ways = ['qga', 'seed', 'print'] as const;

/** Options of `mien agent install`. */
export interface InstallOptions {
  host: string;
  by: string;
  program?: string;
  output: string;
  yes?: boolean;
}

/** `mien agent install VM --host URI --by qga|seed|print`. @throws {Refusal} with what to do */
export async function runAgentInstall(vm: string, options: InstallOptions): Promise<void> {
  const by = ways.find((way) => way === options.by);
  if (by === undefined) throw new Refusal('invalid', `--by ${options.by} is no way: name ${ways.join(', ')}.`);
  const programs = agentPrograms();
  const path = options.program === undefined ? agentProgramPath(programs.home) : resolve(options.program);
  const program = readAgentProgram(path);
  if (program === null)
    throw new Refusal('not-found', `There is no agent at ${path}: build it with \`mien agent build\`.`);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  let domain: GuestDomain | null = null;
  try {
    domain = await GuestDomain.find(options.host, vm, interrupted.signal);
    const { uuid, name } = domain.dom;
    const runs = await addChannel(domain, options.yes === true);
    const isPut = await put(by, domain, program, options, interrupted.signal);
    await domain.close();
    domain = null;
    if (!isPut || !runs) return;
    await printLine('Waiting for it to speak …');
    const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(PATIENCE)]);
    const [met] = await meetAgents(
      options.host,
      [{ uuid, name }],
      programs,
      ([agent]) => agent?.hello !== null,
      signal,
    );
    if (met?.hello == null)
      throw new Refusal('unavailable', `The agent did not speak within ${PATIENCE / 1000} s. ${met?.detail ?? ''}`);
    const { version, distribution, kernel, syscalls, streams } = met.hello;
    await printLine(
      toPlainText(
        `It talks: agent ${version} in ${distribution || 'Linux'}, kernel ${kernel}, system calls by ${syscalls}; gives ${streams.join(', ')}.`,
      ),
    );
  } catch (thrown) {
    if (thrown instanceof GuestDomainError || thrown instanceof GuestAgentError)
      throw new Refusal('unavailable', toPlainText(thrown.message));
    throw thrown;
  } finally {
    await domain?.close();
  }
}

/** Adds the channel where it is missing, after a yes. @returns whether the VM runs and has it now */
async function addChannel(domain: GuestDomain, isSure: boolean): Promise<boolean> {
  const before = await domain.channel();
  if (before.kept && (before.live || !before.running)) {
    await printLine('The VM has the channel.');
    return before.live;
  }
  await printLine(`The VM gets a channel:\n${toLines(tellChannelDiff(domain.dom.name))}`);
  if (!isSure && !(await isAgreed())) throw new Refusal('cancelled', 'Nothing was changed. --yes says so beforehand.');
  const { live, kept } = await domain.addChannel(before);
  if (kept !== '') await printLine(`It is not kept over a restart of the VM: ${toPlainText(kept)}`);
  if (live !== '') await printLine(`It is there after the VM was shut down and started again: ${toPlainText(live)}`);
  if (kept !== '' && (live !== '' || !before.running))
    throw new Refusal('unavailable', 'The channel could not be added.');
  return before.running && live === '';
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question('Change it? [y/N] ');
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Puts the program there. @returns whether it is there and runs, as far as this can be known */
async function put(
  by: (typeof ways)[number],
  domain: GuestDomain,
  program: AgentProgram,
  options: InstallOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (by === 'print') {
    await printLine(tellSteps(program.path));
    return false;
  }
  if (by === 'seed') {
    const { folder, image, command } = await writeSeed(resolve(options.output), program, Date.now());
    if (image === null) await printLine(`The seed lies in ${folder}. Make a CD of it: ${command.join(' ')}`);
    const cd = image ?? command[command.indexOf('-output') + 1] ?? '';
    await printLine(
      `For a VM that is in use and has cloud-init; a new one gets the runcmd of its user-data in its own. Attach it and start the VM again: virsh -c '${options.host}' attach-disk '${domain.dom.uuid}' '${cd}' sdz --type cdrom --mode readonly --config`,
    );
    return false;
  }
  let told = -1;
  const ran = await putAgent(
    domain,
    program,
    (share) => {
      const tenth = Math.floor(share * 10);
      if (tenth > told) process.stderr.write(`\r${(told = tenth) * 10} % copied`);
    },
    signal,
  );
  process.stderr.write('\n');
  await printLine(toPlainText(ran));
  return true;
}

function toLines(text: string): string {
  return text.split('\n').map(toPlainText).join('\n');
}
