import { type JSX, useState } from 'react';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { checkNetwork, networkHolds } from './check-network.ts';

/** Networks that count as local without being declared. */
const builtIn = [
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['169.254.0.0/16', 'link local'],
  ['fc00::/7', 'private, v6'],
  ['fe80::/10', 'link local, v6'],
] as const;

/** The networks whose hosts are subjects: declared ones, those of the session that are not, and what is built in. */
export function NetworksSection({ networks }: { networks: readonly string[] }): JSX.Element {
  const { session } = useSession();
  const subjects = useEngineQuery('subject.list', { session: session?.id ?? '' }, { enabled: session !== null });
  const update = useCommand('settings.update', [
    'settings.get',
    'subject.list',
    'alert.list',
    'incident.list',
    'graph.get',
  ]);
  const toast = useToast();
  const [text, setText] = useState('');
  const keep = (next: readonly string[]): void =>
    update.mutate({ localNetworks: [...next] }, { onError: (error) => toast(tellFailure(error), true) });
  const pieces = text.split(/[\s,;]+/u).filter(Boolean);
  const checks = pieces.map((piece) => ({ piece, ...checkNetwork(piece) }));
  const wrong = checks.filter((check) => check.problem !== '');
  const fresh = checks.map((check) => check.network).filter((network) => network !== '' && !networks.includes(network));
  const countIn = (network: string): string => {
    const held = (subjects.data?.rows ?? []).filter((row) =>
      row.addresses.some((address) => networkHolds(network, address)),
    ).length;
    return session === null ? '' : `${formatCount(held)} ${held === 1 ? 'subject' : 'subjects'}`;
  };
  const seen = (session?.localNetworks ?? []).filter((network) => !networks.includes(network));
  return (
    <section className="settings-section" aria-label="Local networks">
      <header className="settings-part-head">
        <h2 className="text-head">Local networks</h2>
        <span className="third text-table">hosts in them are subjects, all others stand outside</span>
      </header>
      <form
        className="settings-add"
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong.length > 0 || fresh.length === 0) return;
          keep([...networks, ...new Set(fresh)]);
          setText('');
        }}
      >
        <input
          type="text"
          className="text-input mono"
          aria-label="Networks to add"
          aria-invalid={wrong.length > 0}
          aria-describedby="network-problems"
          placeholder="10.20.0.0/16, 2001:db8:20::/48"
          spellCheck={false}
          autoComplete="off"
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          type="submit"
          busy={update.isPending}
          disabledReason={
            pieces.length === 0
              ? 'write a network first'
              : wrong.length > 0
                ? 'a network cannot be read, see below'
                : fresh.length === 0
                  ? 'it is declared already'
                  : ''
          }
        >
          Add
        </Button>
      </form>
      <ul className="settings-problems" id="network-problems" aria-live="polite">
        {wrong.map((check) => (
          <li key={check.piece}>
            <p>
              <span aria-hidden="true">✕</span>
              <span className="mono">{check.piece}</span>
              <span>{check.problem}</span>
            </p>
          </li>
        ))}
      </ul>
      <ul className="settings-rows">
        {networks.map((network) => (
          <NetworkRow key={network} network={network} kind="declared" count={countIn(network)}>
            <Button
              kind="ghost"
              label={`Remove ${network}`}
              onClick={() => keep(networks.filter((other) => other !== network))}
            >
              Remove
            </Button>
          </NetworkRow>
        ))}
        {seen.map((network) => (
          <NetworkRow key={network} network={network} kind="seen in this session, undeclared" count={countIn(network)}>
            <Button label={`Declare ${network} as ours`} onClick={() => keep([...networks, network])}>
              Ours?
            </Button>
          </NetworkRow>
        ))}
        {builtIn.map(([network, kind]) => (
          <NetworkRow key={network} network={network} kind={kind} count={countIn(network)}>
            <span className="third">built in</span>
          </NetworkRow>
        ))}
      </ul>
    </section>
  );
}

function NetworkRow(props: { network: string; kind: string; count: string; children: JSX.Element }): JSX.Element {
  return (
    <li>
      <span className="mono settings-row-network">
        <HostileText text={props.network} />
      </span>
      <span className="second grow">{props.kind}</span>
      <span className="third">{props.count}</span>
      <span className="settings-row-act">{props.children}</span>
    </li>
  );
}
