import type { JSX } from 'react';
import type { z } from 'zod';
import type { recentSessionSchema } from '../../../shared/contract/session.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatClock, formatDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import type { Opening } from './use-opening.ts';

type Recent = z.infer<typeof recentSessionSchema>;

function buildColumns(opening: Opening): readonly TableColumn<Recent>[] {
  return [
    {
      key: 'name',
      title: 'Session',
      width: 'minmax(150px, 1fr)',
      render: (recent) => (
        <span className={recent.available ? 'strong' : 'third'}>
          <HostileText text={recent.name} cut />
        </span>
      ),
    },
    {
      key: 'path',
      title: 'Where',
      width: 'minmax(200px, 2fr)',
      render: (recent) => (
        <span className="mono second open-name" title={recent.paths.join('\n')}>
          <HostileText text={recent.paths[0] ?? ''} cut />
          {recent.paths.length > 1 ? <span className="third"> +{recent.paths.length - 1}</span> : null}
        </span>
      ),
    },
    { key: 'risk', title: 'Worst risk', width: '104px', render: (recent) => <RiskCell risk={recent.worstRisk} /> },
    { key: 'size', title: 'Size', width: '68px', align: 'right', render: (recent) => <Bytes value={recent.bytes} /> },
    {
      key: 'opened',
      title: 'Opened',
      width: '176px',
      render: (recent) => (
        <span className="mono third">
          {formatDay(recent.openedAt * 1000)} {formatClock(recent.openedAt * 1000).slice(0, 5)}
        </span>
      ),
    },
    {
      key: 'open',
      title: '',
      label: 'Actions',
      width: '112px',
      render: (recent) => (
        <Button
          onClick={() => opening.openPaths(recent.paths)}
          label={`Open ${recent.name} again`}
          disabledReason={recent.available ? '' : 'a file is no longer where it was'}
        >
          {recent.available ? 'Open' : 'File gone'}
        </Button>
      ),
    },
  ];
}

/** Sessions opened before; one whose file is gone stays and says so. */
export function RecentSessions(props: { recent: readonly Recent[]; opening: Opening }): JSX.Element {
  const { recent, opening } = props;
  return (
    <DataTable
      label="Sessions opened before"
      columns={buildColumns(opening)}
      rowCount={recent.length}
      rowAt={(index) => recent[index]}
      keyOf={(row) => row.paths.join('\n')}
      rowHeight={34}
      minWidth={900}
      onOpen={(row) => {
        if (row.available) opening.openPaths(row.paths);
      }}
      empty={<p className="sessions-none third">Nothing was opened before.</p>}
    />
  );
}
