import { Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import type { Enforcement } from '../../../shared/contract/enforcement.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { tellRules, tellVms } from './enforcement-words.ts';
import { Suggestions } from './Suggestions.tsx';
import '../policy/preview.css';

const states: Record<Enforcement['hosts'][number]['state'], string> = {
  none: 'nothing of ours',
  'as-wanted': 'as wanted',
  drifted: 'differs from what is wanted',
  repairing: 'being brought back',
  unreachable: 'not reached',
  unknown: 'not asked yet',
};

/** What holds on hosts right now: suggestions that wait, what is counted beside live traffic, who is isolated, and each host's rules. */
export function InForce({ enforcement }: { enforcement: Enforcement }): JSX.Element {
  const { staged, isolated, hosts, suggestions, paused, pausedBy } = enforcement;
  const toast = useToast();
  const pause = useCommand('automation.pause', ['enforcement.get', 'audit.list']);
  return (
    <div className="in-force-panes">
      <header className="pane-head">
        <h2 className="text-head">In force</h2>
        <span className="grow" />
        <Button
          kind="ghost"
          pressed={paused}
          busy={pause.isPending}
          onClick={() => pause.mutate({ paused: !paused }, { onError: (error) => toast(tellFailure(error), true) })}
        >
          {paused ? 'Let automation go on' : 'Pause automation'}
        </Button>
      </header>
      {paused ? (
        <p className="in-force-note">
          Nothing acts by itself{pausedBy === '' ? '' : ': paused by '}
          <HostileText text={pausedBy} />. Rules that are in force stay.
        </p>
      ) : null}
      <Suggestions suggestions={suggestions} />
      <Part title="Staged beside live traffic" count={staged.length} none="No policy is counted beside live traffic.">
        {staged.map((policy) => (
          <li key={policy.name}>
            <span className="in-force-line">
              <Link to="/policy/$name" params={{ name: policy.name }} className="strong cut">
                {policy.name}
              </Link>
              <span className="mono second">v{policy.version}</span>
            </span>
            <span className="third">
              {tellVms(policy.vms)} since {formatClock(policy.since)}: {formatCount(policy.denied)} of{' '}
              {formatCount(policy.flows)} flows would be denied, {formatCount(policy.malicious)} of them known malicious
            </span>
          </li>
        ))}
      </Part>
      <Part title="Isolated" count={isolated.length} none="No VM is isolated.">
        {isolated.map((entry) => (
          <li key={entry.vm}>
            <span className="in-force-line">
              <Link to="/vm/$id" params={{ id: entry.vm }} className="strong cut">
                <HostileText text={entry.vmName === '' ? entry.vm : entry.vmName} cut="host" />
              </Link>
            </span>
            <span className="third">
              since {formatClock(entry.since)}
              {entry.endsAt === null ? ', until released' : `, until ${formatClock(entry.endsAt)}`}, by{' '}
              <HostileText text={entry.by} />: <HostileText text={entry.reason} />
            </span>
          </li>
        ))}
      </Part>
      <Part title="Hosts" count={hosts.length} none="No host is watched.">
        {hosts.map((host) => (
          <li key={host.host}>
            <span className="in-force-line">
              <span className="strong cut">
                <HostileText text={host.hostName} />
              </span>
              <span className={host.state === 'drifted' ? 'deny-words' : 'second'}>
                {host.permitted ? states[host.state] : 'enforcing is not permitted'}
              </span>
            </span>
            <span className="third">
              {host.permitted ? (
                <>
                  <HostileText text={tellRules(host)} />
                  {host.checkedAt === null ? '' : `, asked at ${formatClock(host.checkedAt)}`}
                </>
              ) : (
                <Link to="/settings" search={{ section: 'hosts' }}>
                  Settings, Hosts
                </Link>
              )}
            </span>
          </li>
        ))}
      </Part>
    </div>
  );
}

function Part(props: { title: string; count: number; none: string; children: ReactNode }): JSX.Element {
  return (
    <section className="in-force-part" aria-label={props.title}>
      <header className="preview-pane-head">
        <h3 className="text-head">{props.title}</h3>
        <span className="mono third">{formatCount(props.count)}</span>
      </header>
      {props.count === 0 ? <p className="second">{props.none}</p> : <ul>{props.children}</ul>}
    </section>
  );
}
