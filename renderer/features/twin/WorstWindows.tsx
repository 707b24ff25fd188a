import { useNavigate } from '@tanstack/react-router';
import { Check, Lightbulb, X } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { useRowKeys } from '../../ui/use-row-keys.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { AcceptDialog } from './AcceptDialog.tsx';
import { chooseTargets, isWaiting, joinRanks, type RankedWindow, stepWindow, type WindowPile } from './rank-windows.ts';
import { tellWindows } from './twin-words.ts';
import { WindowRow } from './WindowRow.tsx';
import './twin-windows.css';

/** Rows drawn at once; more come by a button. */
const page = 50;
/** Things taught that are told in the line below. */
const told = 3;

/** The windows that departed most, each with the events that surprised, and what to do about them. */
export function WorstWindows(props: {
  session: string;
  id: string;
  twin: TwinDetail;
  pile: WindowPile;
  ranked: readonly RankedWindow[];
  /** True where a window of time leaves some out. */
  narrowed: boolean;
  open: string | null;
  onOpen: (window: string | null) => void;
}): JSX.Element {
  const { session, id, twin, ranked, open, onOpen } = props;
  const navigate = useNavigate({ from: '/vm/$id' });
  const toast = useToast();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(page);
  const [accepting, setAccepting] = useState(false);
  const decide = useCommand('twin.decide', ['twin.get', 'twin.series', 'alert.list', 'subject.get']);
  const targets = chooseTargets(ranked, ticked, open, 'accept');
  const rejected = chooseTargets(ranked, ticked, open, 'reject');
  const ids = targets.map(({ window }) => window.id);
  const preview = useEngineQuery('twin.preview', { session, id, windows: ids }, { enabled: ids.length > 0 });
  const waiting = twin.windows.filter(isWaiting).length;
  const explain = (able: number): string => {
    if (able > 0) return '';
    if (props.pile === 'decided') return 'only what was rejected can be decided anew: accepted';
    return ranked.length === 0 ? 'no window waits' : 'open or tick a window first';
  };
  const accept = (): void => {
    if (targets.length > 0) setAccepting(true);
  };
  const reject = (): void => {
    if (rejected.length === 0 || decide.isPending) return;
    const names = joinRanks(rejected);
    decide.mutate(
      { session, id, windows: rejected.map(({ window }) => window.id), decision: 'reject' },
      {
        onSuccess: () => {
          setTicked(new Set());
          toast(
            rejected.length === 1
              ? `Window ${names} stays out: nothing is learned from it`
              : `Windows ${names} stay out: nothing is learned from them`,
          );
        },
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  const step = (by: 1 | -1): void => onOpen(stepWindow(ranked.slice(0, shown), open, by));
  useShortcut('y', accept);
  useShortcut('x', reject);
  useShortcut(']', () => step(1));
  useShortcut('[', () => step(-1));
  useRowKeys(true, (event) => {
    if (event.key === 'Enter') return;
    event.preventDefault();
    step(event.key === 'ArrowDown' || event.key.toLowerCase() === 'j' ? 1 : -1);
  });
  return (
    <section className="twin-windows" aria-labelledby="twin-windows-title">
      <header className="twin-head twin-windows-head">
        <h2 id="twin-windows-title" className="text-head">
          Worst windows
        </h2>
        <span className="panel-note grow cut">
          {tellWindows(twin.windows, twin.windowsTotal, props.narrowed ? ranked.length : null)}
        </span>
        <span className="twin-tools">
          <Segmented
            label="Windows"
            value={props.pile}
            onChange={(next) =>
              void navigate({
                search: (old) => ({ ...old, pile: next === 'decided' ? next : undefined, pick: undefined }),
                replace: true,
              })
            }
            segments={[
              { value: 'waiting', label: 'To decide', count: formatCount(waiting) },
              { value: 'decided', label: 'Decided', count: formatCount(twin.windows.length - waiting) },
            ]}
          />
          <Button
            icon={<Check size={14} aria-hidden="true" />}
            shortcut="Y"
            disabledReason={explain(targets.length)}
            onClick={accept}
          >
            {targets.length > 1 ? `Accept ${String(targets.length)} as normal…` : 'Accept as normal…'}
          </Button>
          <Button
            icon={<X size={14} aria-hidden="true" />}
            shortcut="X"
            disabledReason={explain(rejected.length)}
            busy={decide.isPending}
            onClick={reject}
          >
            {rejected.length > 1 ? `Reject ${String(rejected.length)}, keep out` : 'Reject, keep out'}
          </Button>
        </span>
      </header>
      {ranked.length === 0 ? (
        <EmptyState title={tellEmpty(twin, props.pile, props.narrowed)} />
      ) : (
        <ol className="twin-list">
          {ranked.slice(0, shown).map((one) => (
            <WindowRow
              key={one.window.id}
              vm={id}
              ranked={one}
              unit={one.window.channel === 'resources' ? 'distance' : 'bits an event'}
              open={one.window.id === open}
              onOpen={() => onOpen(one.window.id === open ? null : one.window.id)}
              ticked={ticked.has(one.window.id)}
              onTick={() => setTicked(toggled(ticked, one.window.id))}
            />
          ))}
        </ol>
      )}
      {ranked.length > shown ? (
        <p className="twin-more">
          <button type="button" className="link-button" onClick={() => setShown(shown + page)}>
            {formatCount(Math.min(page, ranked.length - shown))} more
          </button>
        </p>
      ) : null}
      {targets.length === 0 || preview.data === undefined ? null : (
        <p className="twin-teaches second">
          <Lightbulb size={14} aria-hidden="true" />
          <span>
            Accepting {ids.length === 1 ? 'window' : 'windows'} {joinRanks(targets)} would teach:{' '}
            {preview.data.teaches.length === 0 ? 'nothing new' : <HostileText text={tellSome(preview.data.teaches)} />}.{' '}
            {tellQuieted(preview.data.alerts.length)}
          </span>
        </p>
      )}
      <AcceptDialog
        session={session}
        id={id}
        targets={targets}
        version={twin.versions.find(({ inUse }) => inUse)?.id ?? null}
        open={accepting}
        onClose={() => setAccepting(false)}
        onDone={() => setTicked(new Set())}
      />
    </section>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The first of several, and how many more there are; the dialog lists all. */
function tellSome(sentences: readonly string[]): string {
  const rest = sentences.length - told;
  return sentences.slice(0, told).join('; ') + (rest > 0 ? `; and ${String(rest)} more` : '');
}

function tellQuieted(alerts: number): string {
  if (alerts === 0) return 'It would quiet no alert.';
  return `It would also quiet ${String(alerts)} open ${alerts === 1 ? 'alert' : 'alerts'}.`;
}

function tellEmpty(twin: TwinDetail, pile: WindowPile, narrowed: boolean): string {
  if (pile === 'decided') return 'Nothing has been decided yet';
  if (narrowed) return 'No window departed in this time';
  return twin.mode === 'learn'
    ? 'Nothing grave so far; other departures are told once it has learned'
    : 'No window departed';
}
