import { Info, TriangleAlert } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { CommandText } from '../hosts/CommandText.tsx';
import { makeInstallCommand } from './install-command.ts';
import { channelWords, chartedChannels } from './twin-channels.ts';
import { formatSeconds, isAgentFine, tellAgent } from './twin-words.ts';

/** What one must know before reading the chart: no agent or a bad one, still learning, a baseline with holes. */
export function TwinNotes({ twin, id, name }: { twin: TwinDetail; id: string; name: string }): JSX.Element | null {
  const { agent, baseline } = twin;
  const absent = agent.state === 'absent';
  const incomplete = baseline.incompleteReason !== '';
  const notes = [
    isAgentFine(agent) ? null : absent ? (
      <Note key="agent" title="No agent inside">
        {chartedChannels(twin.channels).some(({ available }) => available)
          ? `${listAvailable(twin)} are compared; what runs inside the guest is not seen. `
          : 'What runs inside the guest is not seen. '}
        <CommandText text={`To add it, run \`${makeInstallCommand(name, id)}\`.`} />
      </Note>
    ) : (
      <Note key="agent" title={capital(tellAgent(agent))} bad>
        <CommandText text={agent.detail} />
      </Note>
    ),
    twin.mode === 'learn' ? (
      <Note key="learn" title="Learning">
        {baseline.learnedSeconds === 0
          ? 'Nothing learned yet: the first figures come with the first complete windows.'
          : `${formatSeconds(baseline.learnedSeconds)} and ${formatShortCount(baseline.events)} events learned so far. Only what is grave by itself is told meanwhile.`}
        {twin.nextMode === '' ? null : (
          <>
            {' '}
            Next: <HostileText text={twin.nextMode} />.
          </>
        )}
      </Note>
    ) : null,
    incomplete && twin.mode !== 'learn' ? (
      <Note key="incomplete" title={`Baseline ${formatShare(baseline.completeness)} complete`} bad>
        <HostileText text={baseline.incompleteReason} />
      </Note>
    ) : null,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : <ul className="twin-notes">{notes}</ul>;
}

function Note(props: { title: string; bad?: boolean; children: ReactNode }): JSX.Element {
  const Mark = props.bad === true ? TriangleAlert : Info;
  return (
    <li className={props.bad === true ? 'twin-note twin-note-bad' : 'twin-note'}>
      <Mark size={14} aria-hidden="true" />
      <span className="strong">{props.title}</span>
      <span className="twin-note-words second">{props.children}</span>
    </li>
  );
}

function listAvailable(twin: TwinDetail): string {
  const labels = chartedChannels(twin.channels)
    .filter(({ available }) => available)
    .map(({ channel }) => channelWords[channel].toLowerCase());
  return labels.length === 1 ? `Only ${labels[0] ?? ''}` : capital(labels.join(' and '));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
