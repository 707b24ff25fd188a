import { type JSX, useMemo } from 'react';
import type { PolicyPreview, PreviewRow } from '../../../shared/contract/policy-preview.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import type { By, Shown } from './preview-words.ts';

const nothing: Record<Shown, string> = {
  denied: 'No stored flow would be denied.',
  permitted: 'No stored flow would be permitted that is denied now.',
  uncertain: 'Of every stored flow it can be told.',
  unchanged: 'No stored flow stays as it is.',
};

/** Flows that fare alike, summed by VM, peer or service, or each by itself; the chosen row is explained under the list. */
export function PreviewTable(props: {
  preview: PolicyPreview;
  by: By;
  shown: Shown;
  selected: string | null;
  onSelect: (row: PreviewRow) => void;
}): JSX.Element {
  const { preview, by, shown } = props;
  const { rows } = preview;
  const most = rows.reduce((largest, { flows }) => Math.max(largest, flows), 1);
  const columns = useMemo(() => listColumns(by, most), [by, most]);
  return (
    <div className="preview-table">
      <DataTable
        label="Flows the draft touches"
        columns={columns}
        rowCount={rows.length}
        rowAt={(index) => rows[index]}
        keyOf={({ id }) => id}
        rowHeight={28}
        selected={props.selected}
        onSelect={props.onSelect}
        minWidth={600}
        empty={
          <p className="preview-nothing second">
            {preview.progress < 1 ? 'Nothing so far.' : preview.flows === 0 ? '' : nothing[shown]}
          </p>
        }
      />
      {preview.more === 0 ? null : (
        <p className="preview-more third text-table">
          {formatCount(preview.more)} more with fewer flows {preview.more === 1 ? 'is' : 'are'} not listed; the counts
          above hold them.
        </p>
      )}
    </div>
  );
}

const vm: TableColumn<PreviewRow> = {
  key: 'vm',
  title: 'VM',
  width: 'minmax(130px, 1fr)',
  render: (row) => (
    <span className="preview-vm">
      <RiskMark band={bandOf(row.risk)} size={11} />
      <span className="strong cut">
        <HostileText text={row.vmName === '' ? row.vm : row.vmName} cut="host" />
      </span>
    </span>
  ),
};
const peer: TableColumn<PreviewRow> = {
  key: 'peer',
  title: 'To or from',
  width: 'minmax(150px, 1.5fr)',
  render: (row) => <Peer row={row} />,
};
const peerAndService: TableColumn<PreviewRow> = {
  ...peer,
  render: (row) => (
    <span className="preview-peer">
      <Peer row={row} />
      <span className="mono second preview-service">
        <HostileText text={tellService(row)} />
      </span>
    </span>
  ),
};
const service: TableColumn<PreviewRow> = {
  key: 'service',
  title: 'Service',
  width: 'minmax(96px, 0.6fr)',
  render: (row) => (
    <span className="mono cut">
      <HostileText text={tellService(row)} />
    </span>
  ),
};

function Peer({ row }: { row: PreviewRow }): JSX.Element {
  return (
    <span className="preview-peer cut">
      <span className="third" role="img" aria-label={row.direction === 'out' ? 'to' : 'from'}>
        {row.direction === 'out' ? '→' : '←'}
      </span>
      <span className={row.peerName === '' ? 'cut mono' : 'cut'}>
        <HostileText text={row.peerName === '' ? row.peer : row.peerName} cut />
      </span>
    </span>
  );
}

function tellService({ service: name, transport, port }: PreviewRow): string {
  const what = name === '' ? transport : name;
  // Stored services may name their port by themselves: "http 80".
  return port === 0 || what.endsWith(` ${String(port)}`) ? what : `${what} ${String(port)}`;
}

function listColumns(by: By, most: number): TableColumn<PreviewRow>[] {
  const first = by === 'peer' ? [peerAndService, vm] : by === 'service' ? [service, vm, peer] : [vm, peerAndService];
  return [
    ...first,
    {
      key: 'share',
      title: '',
      label: 'Share of flows, malicious outlined',
      width: '80px',
      render: (row) => <ShareBar row={row} most={most} />,
    },
    { key: 'flows', title: 'Flows', width: '52px', align: 'right', render: (row) => <Figure value={row.flows} /> },
    { key: 'bytes', title: 'Bytes', width: '62px', align: 'right', render: (row) => <Bytes value={row.bytes} /> },
    {
      key: 'malicious',
      title: 'Malicious',
      width: '58px',
      align: 'right',
      render: (row) => <Figure value={row.malicious} />,
    },
    { key: 'last', title: 'Last seen', width: '76px', align: 'right', render: (row) => <Time micros={row.last} /> },
  ];
}

function Figure({ value }: { value: number }): JSX.Element {
  return <span className={value === 0 ? 'mono third' : 'mono'}>{formatCount(value)}</span>;
}

const width = 80;

function ShareBar({ row, most }: { row: PreviewRow; most: number }): JSX.Element {
  const length = Math.max(2, (row.flows / most) * width);
  const bad = row.flows === 0 ? 0 : (row.malicious / row.flows) * length;
  return (
    <svg className={`preview-bar preview-${row.change}`} width={width} height={10} aria-hidden="true">
      <rect className="preview-bar-track" width={width} height={8} y={1} />
      <rect className="preview-bar-part" width={length} height={8} y={1} />
      {bad === 0 ? null : <rect className="preview-bar-bad" x={0.5} y={1.5} width={Math.max(1, bad - 1)} height={7} />}
    </svg>
  );
}
