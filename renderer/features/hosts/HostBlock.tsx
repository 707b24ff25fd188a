import { Check, ChevronRight, CircleX, Trash2, TriangleAlert } from 'lucide-react';
import { type JSX, type ReactNode, useState } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { useEnforcement } from '../enforcement/use-enforcement.ts';
import { HostEnforcing } from '../enforcement/HostEnforcing.tsx';
import { CopyButton, CommandText } from './CommandText.tsx';
import { HostAgents } from './HostAgents.tsx';
import { HostMark } from './HostMark.tsx';
import {
  lossOf,
  tellCapture,
  tellHostState,
  tellPolls,
  tellRights,
  tellSince,
  tellTries,
  transportWords,
} from './host-words.ts';
import { RemoveHost } from './RemoveHost.tsx';
import { RetryHost } from './RetryHost.tsx';
import { UriText } from './UriText.tsx';

/** All about one host: state, way, daemon, polls, capture, and what is wrong with what to do. Folded it is one line. */
export function HostBlock(props: { host: Host; now: number; folded: boolean; onFold?: () => void }): JSX.Element {
  const { host, now, folded, onFold } = props;
  const enforces = useEnforcement()?.hosts.some((entry) => entry.host === host.id && entry.permitted) === true;
  return (
    <li className={`host-block host-block-${host.state}`} aria-label={host.name}>
      <div className="host-line">
        {onFold === undefined ? null : (
          <button
            type="button"
            className="host-fold"
            aria-expanded={!folded}
            aria-label={`All about ${host.name}`}
            onClick={onFold}
          >
            <ChevronRight size={13} aria-hidden="true" />
          </button>
        )}
        <HostMark state={host.state} />
        <h3 className="strong host-name">
          <HostileText text={host.name} cut="host" />
        </h3>
        <span className="third host-state" role="status" aria-live="off">
          {tellHostState(host, now)}
        </span>
        <span className="host-uri second">
          <UriText uri={host.uri} />
        </span>
        <HostActions host={host} />
      </div>
      {folded ? null : (
        <>
          <dl className="host-facts">
            <Fact name="Way">
              {transportWords[host.transport]}
              <span className="third">{tellRights(host.agents.permitted, enforces)}</span>
            </Fact>
            <Fact name="Daemon">
              {host.daemon === '' ? 'not known yet' : <HostileText text={host.daemon} cut />}
              <span className="third">{tellAnswers(host)}</span>
            </Fact>
            <Fact name="Polls: rates, state, disks">
              <span className="mono">{tellPolls(host).every}</span>
              <span className="third">{tellPolls(host).cost}</span>
            </Fact>
            <Fact name="Capture">
              {tellCapture(host).what}
              <span className="third">{tellCapture(host).loss}</span>
            </Fact>
            <Fact name="Agents">
              <HostAgents host={host} />
            </Fact>
            <Fact name="Enforcing">
              <HostEnforcing host={host} />
            </Fact>
          </dl>
          <HostTroubles host={host} now={now} />
        </>
      )}
    </li>
  );
}

function tellAnswers(host: Host): string {
  if (host.state !== 'up') return 'not polled now';
  return host.running === 0
    ? 'no VM runs'
    : `${formatCount(host.answered)} of ${formatCount(host.running)} VMs answered`;
}

function Fact({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt className="text-caption third">{name}</dt>
      <dd className="host-fact">{children}</dd>
    </div>
  );
}

function HostActions({ host }: { host: Host }): JSX.Element {
  const [removing, setRemoving] = useState(false);
  const pause = useCommand('host.pause', ['host.list']);
  const toast = useToast();
  const paused = host.state === 'paused';
  return (
    <span className="host-acts">
      <CopyButton text={host.uri} label={`Copy URI of ${host.name}`}>
        Copy URI
      </CopyButton>
      <Button
        kind={paused ? 'default' : 'ghost'}
        busy={pause.isPending}
        label={`${paused ? 'Resume' : 'Pause'} ${host.name}`}
        onClick={() =>
          pause.mutate({ id: host.id, paused: !paused }, { onError: (error) => toast(tellFailure(error), true) })
        }
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <IconButton label={`Remove ${host.name}…`} onClick={() => setRemoving(true)}>
        <Trash2 size={14} aria-hidden="true" />
      </IconButton>
      <RemoveHost host={host} open={removing} onClose={() => setRemoving(false)} />
    </span>
  );
}

/** The last line of a block: what is wrong, since when, what to do; or that nothing is. */
function HostTroubles({ host, now }: { host: Host; now: number }): JSX.Element {
  const { failure, capture, agents } = host;
  const lossy = lossOf(host) >= 0.01;
  const fine = failure === null && capture.failure === null && agents.failure === '' && host.hung === 0 && !lossy;
  if (host.since === 0) return <p className="host-trouble third">Nothing was heard of it yet.</p>;
  if (fine) {
    return (
      <p className="host-trouble">
        <Check size={13} className="host-fine" aria-hidden="true" />
        <span className="third">Last error</span> none since {tellSince(host.since, now)}
      </p>
    );
  }
  return (
    <>
      {failure === null ? null : (
        <div className="host-trouble">
          <CircleX size={13} className="host-bad" aria-hidden="true" />
          <span className="third">{`Since ${tellSince(host.since, now)}`}</span>
          <span className="host-trouble-words">
            <HostileText text={failure.title} /> <span className="second">{<HostileText text={failure.detail} />}</span>
            {failure.action === '' ? null : <CommandText text={failure.action} />}
            {tellTries(host, now) === '' ? null : <span className="third">Tried {tellTries(host, now)}</span>}
          </span>
          {host.state === 'paused' ? null : <RetryHost host={host.id} kind="default" />}
        </div>
      )}
      {capture.failure === null ? null : (
        <div className="host-trouble">
          <TriangleAlert size={13} className="host-warns" aria-hidden="true" />
          <span className="third">Capture</span>
          <span className="host-trouble-words">
            <HostileText text={capture.failure.title} />{' '}
            <span className="second">
              <HostileText text={capture.failure.detail} />
            </span>
            {capture.failure.action === '' ? null : <CommandText text={capture.failure.action} />}
          </span>
        </div>
      )}
      {lossy && capture.failure === null ? (
        <p className="host-trouble">
          <TriangleAlert size={13} className="host-warns" aria-hidden="true" />
          <span className="third">Capture</span> {formatShare(lossOf(host))} of packets are dropped, so flows and
          baselines are incomplete.
        </p>
      ) : null}
      {agents.failure === '' ? null : (
        <div className="host-trouble">
          <TriangleAlert size={13} className="host-warns" aria-hidden="true" />
          <span className="third">Agents</span>
          <span className="host-trouble-words">
            <CommandText text={agents.failure} />
          </span>
        </div>
      )}
      {host.hung === 0 ? null : (
        <p className="host-trouble">
          <TriangleAlert size={13} className="host-warns" aria-hidden="true" />
          <span className="third">Hung</span> {host.hung === 1 ? '1 VM does' : `${host.hung} VMs do`} not answer the
          hypervisor; the others are polled as before.
        </p>
      )}
    </>
  );
}
