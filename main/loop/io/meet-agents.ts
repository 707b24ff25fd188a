import type { ParserProgram } from '../../captures/io/parser-process.ts';
import type { ChannelVm } from '../../hosts/channels/guest-line.ts';
import { wallClock } from '../../hosts/host-clock.ts';
import { HostChannels } from '../../hosts/io/channels/host-channels.ts';
import type { HostProgram } from '../../hosts/io/host-child.ts';
import type { AgentHello, AgentLinkState } from '../../telemetry/agent-report.ts';
import { hearAgents } from './hear-agents.ts';

/** What is known of the agent of a VM. */
export interface MetAgent {
  uuid: string;
  state: AgentLinkState;
  detail: string;
  hello: AgentHello | null;
  /** Frames that were lost, bytes that were none. */
  lost: number;
}

/**
 * Opens the channels of some VMs for a while and tells what their agents say of themselves, until the signal aborts or
 * `isEnough` is true.
 * @param programs what reads and what holds channels; `home` keeps the key of what agents redact, as the console has it
 */
export async function meetAgents(
  uri: string,
  vms: readonly ChannelVm[],
  { parser, hosts, home }: { parser: ParserProgram; hosts: HostProgram; home: string },
  isEnough: (met: readonly MetAgent[]) => boolean,
  signal: AbortSignal,
): Promise<MetAgent[]> {
  const met = new Map<string, MetAgent>(
    vms.map(({ uuid }) => [uuid, { uuid, state: 'closed', detail: '', hello: null, lost: 0 }]),
  );
  const channels = new HostChannels(hosts, uri);
  let enough: () => void = () => {};
  const done = new Promise<void>((resolve) => (enough = resolve));
  const ears = hearAgents(
    parser,
    home,
    wallClock,
  )(channels, ({ uuid, records }) => {
    const agent = met.get(uuid);
    if (agent === undefined) return;
    for (const record of records) {
      if (record.kind === 'link') [agent.state, agent.detail] = [record.state, record.detail];
      else if (record.kind === 'hello') agent.hello = record.hello;
      else if (record.kind === 'damage') agent.lost += record.lostFrames;
    }
    if (isEnough([...met.values()])) enough();
  });
  channels.listen(ears);
  channels.want(vms);
  signal.addEventListener('abort', () => enough(), { once: true });
  if (signal.aborted) enough();
  try {
    await done;
    // Closing tells of the end too: what counts is how it was.
    return [...met.values()].map((agent) => ({ ...agent }));
  } finally {
    await channels.close();
    ears.close();
  }
}
