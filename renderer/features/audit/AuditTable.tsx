import { Ban, Bot, Check, CircleX, Undo2, User } from 'lucide-react';
import { type JSX, useMemo } from 'react';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { whoOf } from './audit-filter.ts';
import type { AuditRow } from './audit-rows.ts';
import { tellAct } from './tell-act.ts';
import { shortHash } from './ChainStrip.tsx';

/** The record, newest first, by day; a run of equal automatic acts is one row that opens. */
export function AuditTable(props: {
  rows: readonly AuditRow[];
  selected: number | null;
  onSelect: (number: number) => void;
  onUnfold: (number: number) => void;
  /** First entry that cannot be proved, null where the chain is whole. */
  brokenAt: number | null;
  empty: JSX.Element;
}): JSX.Element {
  const { rows, onUnfold, brokenAt } = props;
  const columns = useMemo(() => listColumns(onUnfold), [onUnfold]);
  return (
    <DataTable
      label="Audit"
      columns={columns}
      rowCount={rows.length}
      rowAt={(index) => rows[index]}
      keyOf={({ key }) => key}
      rowHeight={28}
      selected={props.selected === null ? null : String(props.selected)}
      onSelect={(row) => {
        if (row.kind === 'entry') props.onSelect(row.entry.number);
      }}
      rowClass={(row) =>
        row.kind === 'entry' && brokenAt !== null && row.entry.number >= brokenAt ? 'audit-unproved' : ''
      }
      renderWide={(row) =>
        row.kind === 'day' ? (
          <span className="audit-day">
            <span className="strong">{row.day}</span> {formatCount(row.count)} {row.count === 1 ? 'entry' : 'entries'}
          </span>
        ) : null
      }
      empty={props.empty}
      minWidth={760}
      primary
    />
  );
}

const results = {
  done: Check,
  applied: Check,
  refused: Ban,
  failed: CircleX,
  reverted: Undo2,
} as const;

/** How an act ended, with its mark. */
export function ResultMark({ result }: { result: string }): JSX.Element {
  const Icon = Object.hasOwn(results, result) ? results[result as keyof typeof results] : null;
  return (
    <span className={`audit-result audit-${Icon === null ? 'other' : result}`}>
      {Icon === null ? null : <Icon size={13} aria-hidden="true" />}
      <HostileText text={result} />
    </span>
  );
}

function listColumns(onUnfold: (number: number) => void): TableColumn<AuditRow>[] {
  const column = (
    key: string,
    title: string,
    width: string,
    render: (row: Extract<AuditRow, { kind: 'entry' }>) => JSX.Element,
    align: 'left' | 'right' = 'left',
  ): TableColumn<AuditRow> => ({
    key,
    title,
    width,
    align,
    render: (row) => (row.kind === 'entry' ? render(row) : null),
  });
  return [
    column('number', 'No.', '56px', ({ entry }) => <span className="mono second">{formatCount(entry.number)}</span>),
    column('when', 'When', '70px', ({ entry }) => (
      <time className="mono" dateTime={new Date(Math.floor(entry.at / 1000)).toISOString()}>
        {formatClock(entry.at)}
      </time>
    )),
    column('who', 'Who', 'minmax(84px, 0.6fr)', ({ entry }) => (
      <span className="audit-who cut">
        {entry.automatic ? <Bot size={13} aria-hidden="true" /> : <User size={13} aria-hidden="true" />}
        <span className="cut" title={entry.automatic ? entry.who : undefined}>
          <HostileText text={whoOf(entry)} />
        </span>
      </span>
    )),
    column('what', 'What', 'minmax(180px, 1.5fr)', ({ entry, folded }) => (
      <span className="audit-what">
        <span className="strong audit-verb">
          <HostileText text={tellAct(entry.what)} />
        </span>
        <span className="cut second grow">
          <HostileText text={entry.about} cut />
        </span>
        {folded === 0 ? null : (
          <button type="button" className="link-button" onClick={() => onUnfold(entry.number)}>
            and {formatCount(folded)} alike
          </button>
        )}
      </span>
    )),
    column('why', 'Why', 'minmax(90px, 1fr)', ({ entry }) => (
      <span className="second cut" title={entry.why}>
        <HostileText text={entry.why} />
      </span>
    )),
    column('result', 'Result', '84px', ({ entry }) => <ResultMark result={entry.result} />),
    column('hash', 'Hash', '84px', ({ entry }) => (
      <span className="mono third" title={entry.hash}>
        {shortHash(entry.hash)}
      </span>
    )),
  ];
}
