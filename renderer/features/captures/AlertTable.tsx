import { Link } from '@tanstack/react-router';
import { type JSX, useMemo, useState } from 'react';
import type { Alert } from '../../../shared/contract/subject.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn, TableSort } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import { shortenTechnique } from '../flows/shorten-technique.ts';
import { AlertDetail } from './AlertDetail.tsx';
import { SplitPane } from './SplitPane.tsx';

const values: Record<string, (alert: Alert) => number | string> = {
  score: (alert) => alert.score,
  time: (alert) => alert.firstSeen,
  subject: (alert) => alert.subjectName,
  flows: (alert) => alert.flowCount,
};

const columns: readonly TableColumn<Alert>[] = [
  {
    key: 'score',
    title: 'Score',
    width: '66px',
    sort: 'score',
    descendingFirst: true,
    render: (alert) => <RiskCell risk={alert.score} bar={false} />,
  },
  {
    key: 'time',
    title: 'First seen',
    width: '76px',
    sort: 'time',
    render: (alert) => <Time micros={alert.firstSeen} />,
  },
  {
    key: 'technique',
    title: 'Technique',
    width: 'minmax(150px, 1fr)',
    render: (alert) => (
      <span title={`${alert.technique.name}, ${alert.technique.id}, ${alert.technique.tactic}`}>
        <span className="strong">{shortenTechnique(alert.technique.name)}</span>{' '}
        <span className="mono third">{alert.technique.id}</span>
      </span>
    ),
  },
  {
    key: 'why',
    title: 'Why',
    width: 'minmax(220px, 2.6fr)',
    render: (alert) => (
      <span title={alert.why}>
        <HostileText text={alert.why} />
      </span>
    ),
  },
  {
    key: 'subject',
    title: 'Subject',
    width: 'minmax(150px, 1fr)',
    sort: 'subject',
    render: (alert) => (
      <Link to="/vm/$id" params={{ id: alert.subject }} search={{ alert: alert.id }} className="quiet">
        <HostileText text={alert.subjectName} cut />
      </Link>
    ),
  },
  {
    key: 'peers',
    title: 'Peers',
    width: 'minmax(100px, 0.8fr)',
    render: (alert) => (
      <span className="mono second" title={alert.peers.join(', ')}>
        <HostileText text={alert.peers[0] ?? ''} cut />
        {alert.peers.length > 1 ? <span className="third"> +{alert.peers.length - 1}</span> : null}
      </span>
    ),
  },
  {
    key: 'flows',
    title: 'Flows',
    width: '60px',
    align: 'right',
    sort: 'flows',
    descendingFirst: true,
    render: (alert) => <span className="mono">{formatCount(alert.flowCount)}</span>,
  },
];

/** The alerts of a session; the chosen one stands below in full, Enter or a second click shows what proves it. */
export function AlertTable(props: {
  alerts: readonly Alert[];
  find: string;
  reading: boolean;
  onProof: (alert: Alert) => void;
}): JSX.Element {
  const { alerts, find } = props;
  const [sort, setSort] = useState<TableSort>({ key: 'score', descending: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = useMemo(() => {
    const asked = find.trim().toLowerCase();
    const found = asked === '' ? alerts : alerts.filter((alert) => tellWords(alert).includes(asked));
    const read = values[sort.key] ?? ((alert: Alert) => alert.score);
    const sign = sort.descending ? -1 : 1;
    return found.toSorted((a, b) => {
      const [left, right] = [read(a), read(b)];
      return left === right ? a.firstSeen - b.firstSeen : left < right ? -sign : sign;
    });
  }, [alerts, find, sort]);
  const open = alerts.find((alert) => alert.id === chosen);
  const table = (
    <DataTable
      label="Alerts of this session"
      columns={columns}
      rowCount={shown.length}
      rowAt={(index) => shown[index]}
      keyOf={(alert) => alert.id}
      rowHeight={28}
      minWidth={900}
      sort={sort}
      onSort={setSort}
      selected={chosen}
      onSelect={(alert) => setChosen(alert.id)}
      onOpen={props.onProof}
      primary
      empty={
        <EmptyState title={find === '' ? (props.reading ? 'No alerts so far' : 'No alerts') : 'No alert matches'}>
          {find === ''
            ? 'No behaviour in the chosen window reached a threshold. Settings shows the thresholds and their reasons.'
            : 'Technique, reason, subject and peers were searched.'}
        </EmptyState>
      }
    />
  );
  return (
    <SplitPane
      name="alerts"
      label="Height of the alert"
      top={table}
      bottom={open === undefined ? null : <AlertDetail alert={open} onProof={props.onProof} />}
    />
  );
}

function tellWords(alert: Alert): string {
  const { title, why, technique, subjectName, peers, type } = alert;
  return [title, why, technique.name, technique.id, technique.tactic, subjectName, type, ...peers]
    .join(' ')
    .toLowerCase();
}
