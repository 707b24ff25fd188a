import { useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { useNow } from '../../data/use-now.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Inspector } from '../../ui/Inspector.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { ConnectForm } from './ConnectForm.tsx';
import { HostBlock } from './HostBlock.tsx';
import { needsLook, orderHosts, tellHosts } from './host-words.ts';
import './hosts.css';

/** From so many hosts on, those that are fine fold to one line. */
const foldFrom = 6;
const searchFrom = 20;

/** Can Mien see each host, what does that cost, and what to do about the one that fails? */
export function HostsSection(): JSX.Element {
  const navigate = useNavigate({ from: '/settings' });
  const adding = useSearch({ from: '/settings', select: (search) => search.add === true });
  const list = useEngineQuery('host.list', {});
  const toast = useToast();
  const setAdding = (add: boolean): void => {
    void navigate({ search: (before) => ({ ...before, add: add ? true : undefined }), replace: true });
  };
  const hosts = list.data?.hosts ?? [];
  return (
    <div className="hosts-page">
      <section className="settings-section" aria-label="Hosts">
        <header className="settings-part-head">
          <h2 className="text-head">Hosts</h2>
          <span className="third text-table cut">{hosts.length === 0 ? 'none watched' : tellHosts(hosts)}</span>
          <span className="settings-part-end">
            <Button kind={adding ? 'default' : 'primary'} expanded={adding} onClick={() => setAdding(!adding)}>
              Add a host…
            </Button>
          </span>
        </header>
        {list.data === undefined ? (
          list.error === null ? (
            <Loading what="the hosts" rows={6} rowHeight={56} />
          ) : (
            <ErrorState
              title="The hosts could not be read"
              detail={tellFailure(list.error)}
              action={<Button onClick={() => void list.refetch()}>Ask again</Button>}
            />
          )
        ) : hosts.length === 0 ? (
          <EmptyState
            title="No host is watched"
            action={adding ? undefined : <Button onClick={() => setAdding(true)}>Add a host…</Button>}
          >
            A libvirt host brings its VMs, their statistics and, where it allows, their packets. Watching is read only.
          </EmptyState>
        ) : (
          <HostList hosts={hosts} />
        )}
      </section>
      {adding ? (
        <Inspector
          name="add-host"
          label="Add a host"
          title="Add a host"
          note="nothing is changed on it"
          initialWidth={384}
          onClose={() => setAdding(false)}
        >
          <div className="add-host">
            <ConnectForm
              focus
              primary="Watch"
              onWatch={() => {
                toast('Added; its VMs appear in the Fleet.');
                setAdding(false);
              }}
            />
          </div>
        </Inspector>
      ) : null}
    </div>
  );
}

function HostList({ hosts }: { hosts: readonly Host[] }): JSX.Element {
  const now = useNow();
  const [find, setFind] = useState('');
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const words = find.toLowerCase().split(/\s+/u).filter(Boolean);
  const shown = orderHosts(hosts).filter(({ name, uri, failure }) => {
    const hay = `${name}\n${uri}\n${failure?.title ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  const folds = hosts.length >= foldFrom;
  const turn = (id: string): void => {
    const next = new Set(turned);
    if (!next.delete(id)) next.add(id);
    setTurned(next);
  };
  return (
    <>
      {hosts.length < searchFrom ? null : (
        <div className="host-search">
          <SearchField label="Narrow the hosts" shortcut="/" value={find} onChange={setFind} />
          <span className="third text-table">
            {words.length === 0 ? '' : `${formatCount(shown.length)} of ${formatCount(hosts.length)}`}
          </span>
        </div>
      )}
      <ul className="host-list">
        {shown.map((host) => (
          <HostBlock
            key={host.id}
            host={host}
            now={now}
            folded={folds && needsLook(host) === turned.has(host.id)}
            {...(folds ? { onFold: () => turn(host.id) } : {})}
          />
        ))}
      </ul>
    </>
  );
}
