import { useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, memo, useMemo, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { readWords } from '../../routes/search.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandWord, riskBands } from '../../ui/risk-band.ts';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { useLongSpan } from '../../ui/long-span.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { type FleetWatch, listFleetColumns } from './fleet-columns.tsx';
import { FleetEmpty } from './FleetEmpty.tsx';
import { type FleetEntry, type FleetGroup, groupRows, sortRows } from './fleet-order.ts';
import { useHeldRows } from './use-held-rows.ts';

/** The list of VMs, sorted and grouped as the URL says. `all` are the rows before filters. Drawn anew only with others. */
export const FleetTable = memo(function FleetTable(props: {
  rows: readonly SubjectRow[];
  all: readonly SubjectRow[];
  watch: FleetWatch | null;
}): JSX.Element {
  const { rows, all, watch } = props;
  const search = useSearch({ from: '/fleet' });
  const navigate = useNavigate({ from: '/fleet' });
  const longSpan = useLongSpan();
  const [inside, setInside] = useState(false);
  const sort = search.sort ?? 'risk';
  const descending = search.desc ?? sort === 'risk';
  const sorted = useMemo(() => sortRows(rows, sort, descending), [rows, sort, descending]);
  const question = [
    sort,
    descending,
    search.group,
    search.find,
    search.risk,
    search.persona,
    search.sensitivity,
    search.role,
    search.cluster,
    search.network,
    search.host,
    search.state,
  ].join('|');
  const held = useHeldRows(sorted, inside, question);
  const entries = groupRows(held.rows, search.group);
  const { hide } = search;
  const columns = useMemo(() => {
    const hidden = new Set(readWords(hide));
    return listFleetColumns(longSpan, watch).filter((column) => !hidden.has(column.key));
  }, [hide, longSpan, watch]);
  const open = (entry: FleetEntry): void => {
    if (entry.kind === 'row') void navigate({ to: '/vm/$id', params: { id: entry.row.id } });
  };
  return (
    <div className="fleet-table" onPointerEnter={() => setInside(true)} onPointerLeave={() => setInside(false)}>
      {held.moved > 0 ? (
        <button type="button" className="held-line" onClick={held.release}>
          {held.moved === 1 ? '1 row wants' : `${held.moved} rows want`} to move. Sort now
        </button>
      ) : null}
      <DataTable
        key={question}
        label="VMs"
        primary
        columns={columns}
        rowCount={entries.length}
        rowAt={(index) => entries[index]}
        keyOf={(entry) => (entry.kind === 'row' ? entry.row.id : `group ${entry.group.key}`)}
        rowHeight={32}
        minWidth={940}
        sort={{ key: sort, descending }}
        onSort={(next) => {
          void navigate({
            search: (old) => ({ ...old, sort: next.key as NonNullable<typeof search.sort>, desc: next.descending }),
            replace: true,
          });
        }}
        onOpen={open}
        renderWide={(entry) => (entry.kind === 'group' ? <GroupHead group={entry.group} /> : null)}
        rowClass={(entry) => {
          if (entry.kind === 'group') return 'fleet-group';
          return entry.row.vm !== undefined && watch?.silent.has(entry.row.vm.host) === true ? 'fleet-stale' : '';
        }}
        empty={<FleetEmpty all={all} />}
      />
    </div>
  );
});

function GroupHead({ group }: { group: FleetGroup }): JSX.Element {
  return (
    <span className="group-head">
      <span className="strong">
        <HostileText text={group.label} />
      </span>
      <span className="third">{group.members === 1 ? '1 VM' : `${group.members} VMs, worst`}</span>
      <RiskCell risk={group.worst} bar={false} />
      <span className="group-bands">
        {riskBands.map((band) =>
          group.bands[band] === 0 ? null : (
            <span key={band} title={bandWord(band)}>
              <RiskMark band={band} size={10} />
              <span className="mono second"> {group.bands[band]}</span>
            </span>
          ),
        )}
      </span>
    </span>
  );
}
