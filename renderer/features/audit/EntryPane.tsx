import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { JSX } from 'react';
import type { AuditEntry, Change } from '../../../shared/contract/enforcement.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock, formatDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Inspector } from '../../ui/Inspector.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { numberEach } from '../packets/number-each.ts';
import { ResultMark } from './AuditTable.tsx';
import { tellAct } from './tell-act.ts';
import { shortHash } from './ChainStrip.tsx';
import '../policy/compiled.css';

/** One entry in full: who, why in their words, what came of it, its lines, its change of hosts, and its link in the chain. */
export function EntryPane(props: {
  entry: AuditEntry;
  /** The change of hosts that it records, null where it records none. */
  change: Change | null;
  /** Entries beside it, where they are read: the older and the newer one. */
  older: AuditEntry | null;
  newer: AuditEntry | null;
  /** Whether it can be proved. */
  proved: boolean;
  onOpen: (number: number) => void;
  onClose: () => void;
}): JSX.Element {
  const { entry, change, older, newer, onOpen } = props;
  const toast = useToast();
  const copy = (text: string, what: string): void => {
    navigator.clipboard.writeText(text).then(
      () => toast(`${what} is copied`),
      () => toast('The browser did not let it be copied', true),
    );
  };
  return (
    <Inspector
      name="audit"
      label="Entry"
      initialWidth={400}
      title={
        <>
          <span className="mono third">{formatCount(entry.number)}</span> <HostileText text={tellAct(entry.what)} />
        </>
      }
      actions={
        <>
          <Step label="Newer entry" entry={newer} onOpen={onOpen}>
            <ChevronLeft size={15} aria-hidden="true" />
          </Step>
          <Step label="Older entry" entry={older} onOpen={onOpen}>
            <ChevronRight size={15} aria-hidden="true" />
          </Step>
        </>
      }
      onClose={props.onClose}
    >
      <div className="entry">
        <dl className="facts">
          <div>
            <dt>About</dt>
            <dd>
              <HostileText text={entry.about === '' ? 'nothing in particular' : entry.about} />
            </dd>
          </div>
          <div>
            <dt>Who</dt>
            <dd>
              <HostileText text={entry.who} />
              {entry.automatic ? ', by a rule' : ', at this console'}
            </dd>
          </div>
          <div>
            <dt>When</dt>
            <dd className="mono">
              {formatDay(entry.at)} {formatClock(entry.at)} UTC
            </dd>
          </div>
          <div>
            <dt>Why</dt>
            <dd>
              {entry.why === '' ? <span className="third">not asked for</span> : <HostileText text={entry.why} />}
            </dd>
          </div>
          <div>
            <dt>Result</dt>
            <dd>
              <ResultMark result={entry.result} />
            </dd>
          </div>
        </dl>
        {change === null ? null : (
          <p className="entry-change">
            <Link to="/change/$id" params={{ id: change.id }}>
              The change of {formatCount(change.hosts.length)} {change.hosts.length === 1 ? 'host' : 'hosts'}
            </Link>
            <span className="third">, with read-back, effect and the way to take it back</span>
          </p>
        )}
        {entry.detail.length === 0 ? null : (
          <section aria-label="Lines">
            <h3 className="text-caption third">Recorded with it</h3>
            <ol className="entry-lines mono" tabIndex={0}>
              {numberEach(entry.detail.slice(0, 2000)).map(({ number, item }) => (
                <li key={number} className={lineClass(item)}>
                  <HostileText text={item} />
                </li>
              ))}
            </ol>
            {entry.detail.length > 2000 ? (
              <p className="third">and {formatCount(entry.detail.length - 2000)} more</p>
            ) : null}
          </section>
        )}
        <section aria-label="Link in the chain">
          <h3 className="text-caption third">Link in the chain</h3>
          <ol className="entry-chain">
            <li>
              <span className="third">{entry.number <= 1 ? 'begin' : formatCount(entry.number - 1)}</span>
              <Hash hash={entry.previous} onCopy={copy} />
            </li>
            <li className="entry-here">
              <span className="third">{formatCount(entry.number)}</span>
              <Hash hash={entry.hash} onCopy={copy} />
            </li>
            {newer === null ? null : (
              <li>
                <span className="third">{formatCount(newer.number)}</span>
                <Hash hash={newer.hash} onCopy={copy} />
              </li>
            )}
          </ol>
          <p className="text-table third">
            SHA-256 over the entry and the hash before it;{' '}
            {props.proved ? 'recomputed when this list was checked, equal' : 'it does not fit: this cannot be proved'}.
          </p>
        </section>
        <div className="state-actions">
          <Button onClick={() => copy(JSON.stringify(entry), 'The entry')}>Copy as JSON</Button>
        </div>
      </div>
    </Inspector>
  );
}

function Step(props: {
  label: string;
  entry: AuditEntry | null;
  onOpen: (number: number) => void;
  children: JSX.Element;
}): JSX.Element | null {
  const { entry } = props;
  if (entry === null) return null;
  return (
    <IconButton label={`${props.label}, ${formatCount(entry.number)}`} onClick={() => props.onOpen(entry.number)}>
      {props.children}
    </IconButton>
  );
}

function Hash({ hash, onCopy }: { hash: string; onCopy: (text: string, what: string) => void }): JSX.Element {
  return (
    <button
      type="button"
      className="mono entry-hash"
      title={hash}
      aria-label={`Copy hash ${shortHash(hash)} in full`}
      onClick={() => onCopy(hash, 'The hash')}
    >
      {shortHash(hash)}
    </button>
  );
}

function lineClass(line: string): string | undefined {
  // A host may be named before its line: `hv-a: + …`.
  if (/^([^+−]{1,100}: )?\s*\+ /u.test(line)) return 'compiled-added';
  return /^([^+−]{1,100}: )?\s*[-−] /u.test(line) ? 'compiled-removed' : undefined;
}
