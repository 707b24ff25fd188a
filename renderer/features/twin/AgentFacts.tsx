import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import type { AgentState } from '../../../shared/contract/twin.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { thin } from '../../ui/thin-space.ts';
import { CommandText } from '../hosts/CommandText.tsx';
import { makeInstallCommand } from './install-command.ts';
import { formatSince, isAgentFine, tellAgent } from './twin-words.ts';

/** The agent in the guest: state, version, loss, what it costs and what it tells; or how to add it. */
export function AgentFacts(props: { agent: AgentState; id: string; name: string; now: number }): JSX.Element {
  const { agent, now } = props;
  return (
    <section aria-labelledby="twin-agent">
      <h3 id="twin-agent" className="twin-rail-name">
        Agent
      </h3>
      {agent.state === 'absent' ? (
        <div className="twin-absent second">
          <CommandText
            text={`Without it only flows and resources are compared. It needs no network in the guest: run \`${makeInstallCommand(props.name, props.id)}\`.`}
          />
        </div>
      ) : (
        <>
          <p className={isAgentFine(agent) ? 'twin-agent-state' : 'twin-agent-state twin-agent-bad'}>
            <AgentMark state={agent.state} />
            <span className="strong">{tellAgent(agent)}</span>
          </p>
          {agent.detail === '' ? null : (
            <div className="second twin-agent-detail">
              <CommandText text={agent.detail} />
            </div>
          )}
          <dl className="twin-facts">
            <Fact name="Guest">
              <HostileText text={[agent.distribution, agent.kernel].filter((part) => part !== '').join(', ')} />
            </Fact>
            {agent.since === null ? null : <Fact name="Since">{formatSince(agent.since, now)}</Fact>}
            {agent.lastHeard === null ? null : (
              <Fact name="Last heard">
                {now - agent.lastHeard < 1e6 ? 'just now' : `${formatSpan(now - agent.lastHeard)} ago`}
              </Fact>
            )}
            <Fact name="Costs">
              {(agent.cpu * 100).toFixed(1)}
              {thin}% of a core, {formatBytes(agent.resident)}
            </Fact>
          </dl>
          <Streams streams={agent.streams} />
        </>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AgentMark({ state }: { state: AgentState['state'] }): JSX.Element {
  if (state === 'up') return <CircleCheck size={14} className="twin-agent-up" aria-hidden="true" />;
  if (state === 'silent' || state === 'closed') return <CircleDashed size={14} aria-hidden="true" />;
  return <TriangleAlert size={14} aria-hidden="true" />;
}

function Streams({ streams }: { streams: AgentState['streams'] }): JSX.Element | null {
  if (streams.length === 0) return null;
  return (
    <table className="twin-composition">
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">Told</th>
          <th scope="col">Lost</th>
          <th scope="col">Redacted</th>
        </tr>
      </thead>
      <tbody>
        {streams.map((one) => (
          <tr key={one.stream}>
            <th scope="row">
              <HostileText text={one.stream} cut />
              {one.why === '' ? null : (
                <span className="third twin-why">
                  <HostileText text={one.why} />
                </span>
              )}
            </th>
            <td className="mono">{formatShortCount(one.told)}</td>
            <td className={one.lost > 0 ? 'mono strong' : 'mono third'}>{formatShortCount(one.lost)}</td>
            <td className="mono third">{formatShortCount(one.redacted)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
