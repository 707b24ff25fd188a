import type { TwinChannelName, TwinDetail } from '../../../shared/contract/twin.ts';

type Channel = TwinDetail['channels'][number];

/** Short words of channels, for a row of choices and for tags. */
export const channelWords: Readonly<Record<TwinChannelName, string>> = {
  syscalls: 'Syscalls',
  processes: 'Processes',
  flows: 'Flows',
  resources: 'Resources',
  agent: 'Agent',
};

/** The channels that have a chart: what an agent says of itself has none, only windows. */
export function chartedChannels(channels: readonly Channel[]): Channel[] {
  return channels.filter(({ channel }) => channel !== 'agent');
}

/** The channel the URL asks for where the twin has it, else the first it has; null for none. */
export function chooseChannel(channels: readonly Channel[], asked: TwinChannelName | undefined): Channel | null {
  const available = chartedChannels(channels).filter((one) => one.available);
  return available.find(({ channel }) => channel === asked) ?? available[0] ?? null;
}
