import { Refusal } from '../../../shared/rpc/refusal.ts';
import { AGENT_CHANNEL } from '../../../main/hosts/channels/channel-limits.ts';
import { type ChannelVm } from '../../../main/hosts/channels/guest-line.ts';
import { listGuests } from '../../../main/hosts/io/install/list-guests.ts';
import { meetAgents, type MetAgent } from '../../../main/loop/io/meet-agents.ts';
import { printLine, toPlainText } from '../print.ts';
import { agentPrograms } from './agent-programs.ts';

/** Milliseconds in which an agent that is there has spoken: it says HELLO or STATUS each second. */
const PATIENCE = 6000;

/** `mien agent status [--host URI] [--json]`: one line a VM. @throws {Refusal} */
export async function runAgentStatus(options: { host: string; json?: boolean }): Promise<void> {
  const listed = await listGuests(options.host);
  if ('problem' in listed) throw new Refusal('unavailable', listed.problem);
  const running: ChannelVm[] = listed.guests.filter(({ runs, channels }) => runs && channels.includes(AGENT_CHANNEL));
  const isSettled = (met: readonly MetAgent[]): boolean =>
    met.every(({ hello, state }) => hello !== null && state === 'up');
  const met =
    running.length === 0
      ? []
      : await meetAgents(options.host, running, agentPrograms(), isSettled, AbortSignal.timeout(PATIENCE));
  for (const { uuid, name, runs, channels } of listed.guests) {
    const agent = met.find((each) => each.uuid === uuid);
    const state = agent?.state ?? (runs ? 'absent' : 'off');
    const hello = agent?.hello ?? null;
    if (options.json) {
      const { version = '', kernel = '', distribution = '', streams = [], missing = [] } = hello ?? {};
      await printLine(
        JSON.stringify({
          uuid,
          name,
          state,
          detail: agent?.detail ?? '',
          version,
          kernel,
          distribution,
          streams,
          missing,
        }),
      );
      continue;
    }
    await printLine(`${toPlainText(name)}  ${state}  ${tellAgent(state, agent, channels.includes(AGENT_CHANNEL))}`);
  }
}

function tellAgent(state: string, agent: MetAgent | undefined, hasChannel: boolean): string {
  if (!hasChannel) return 'no channel: `mien agent install` adds it';
  if (state === 'off') return 'the VM does not run';
  if (agent === undefined) return '';
  const { hello, detail } = agent;
  if (hello === null) return toPlainText(detail);
  const lacks = hello.missing.map(({ stream, why }) => `${stream} (${why})`).join(', ');
  const words = `agent ${hello.version}, ${hello.distribution || 'Linux'}, kernel ${hello.kernel}, system calls by ${hello.syscalls}`;
  return toPlainText(`${words}, gives ${hello.streams.join(', ')}${lacks === '' ? '' : `; not ${lacks}`}`);
}
