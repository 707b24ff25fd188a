import type { JSX } from 'react';
import type { FlowRow } from '../../../shared/contract/flow.ts';
import { splitBytes } from '../../ui/format-bytes.ts';
import { formatClock, formatDay, formatExactClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { shortenTechnique } from './shorten-technique.ts';

/** The columns of a list of flows; `days` writes the day before the time, for evidence of more than one. */
export function buildFlowColumns(days: boolean): readonly TableColumn<FlowRow>[] {
  return [
    {
      key: 'alert',
      title: '',
      label: 'Alert',
      width: '14px',
      render: (row) => (row.alert === null ? null : <RiskMark band={bandOf(row.alert.score)} size={10} />),
    },
    {
      key: 'start',
      title: 'Start',
      width: days ? '162px' : '118px',
      sort: 'start',
      render: (row) => (
        <time
          className="mono"
          dateTime={new Date(Math.floor(row.start / 1000)).toISOString()}
          title={`${formatDay(row.start)} ${formatExactClock(row.start)} to ${formatClock(row.end)} UTC${row.final ? '' : ', still open at the end of the part read'}`}
        >
          {days ? <span className="third">{formatShortDay(row.start)} </span> : null}
          {formatExactClock(row.start)}
        </time>
      ),
    },
    {
      key: 'src',
      title: 'Source',
      width: 'minmax(142px, 0.5fr)',
      sort: 'src',
      render: (row) => <FlowEnd address={row.src} port={row.sport} />,
    },
    {
      key: 'dst',
      title: 'Destination',
      width: 'minmax(142px, 0.5fr)',
      sort: 'dst',
      render: (row) => <FlowEnd address={row.dst} port={row.dport} />,
    },
    {
      key: 'service',
      title: 'Service',
      width: '60px',
      sort: 'service',
      render: (row) => <FlowService row={row} />,
    },
    {
      key: 'name',
      title: 'Name',
      width: 'minmax(110px, 1.6fr)',
      render: (row) => <HostileText text={row.name} cut />,
    },
    {
      key: 'state',
      title: 'State',
      width: '46px',
      sort: 'state',
      render: (row) => <span className="mono second">{row.state}</span>,
    },
    {
      key: 'bytesOut',
      title: 'Out',
      width: '60px',
      align: 'right',
      sort: 'bytesOut',
      descendingFirst: true,
      render: (row) => <FlowBytes bytes={row.bytesOut} packets={row.packetsOut} />,
    },
    {
      key: 'bytesIn',
      title: 'In',
      width: '60px',
      align: 'right',
      sort: 'bytesIn',
      descendingFirst: true,
      render: (row) => <FlowBytes bytes={row.bytesIn} packets={row.packetsIn} />,
    },
    {
      key: 'technique',
      title: 'Technique',
      width: 'minmax(158px, 0.8fr)',
      render: (row) =>
        row.alert === null ? null : (
          <span
            className="flow-technique"
            title={`${row.alert.technique.name}, ${row.alert.technique.id}, ${row.alert.technique.tactic}`}
          >
            <span className="cut">{shortenTechnique(row.alert.technique.name)}</span>
            <span className="mono third">{row.alert.technique.id}</span>
          </span>
        ),
    },
  ];
}

function FlowEnd({ address, port }: { address: string; port: number }): JSX.Element {
  return (
    <span className="flow-end mono">
      <HostileText text={address} cut />
      {port === 0 ? null : <span className="third">:{port}</span>}
    </span>
  );
}

function FlowService({ row }: { row: FlowRow }): JSX.Element {
  const also = [row.vlan === null ? '' : `vlan ${row.vlan}`, row.tunnel].filter((part) => part !== '').join(', ');
  return (
    <span className="second" title={[row.transport, row.service, also].filter((part) => part !== '').join(', ')}>
      {row.service === '' ? row.transport : <HostileText text={row.service} />}
      {also === '' ? null : <span className="third">{row.vlan === null ? ' ⊂' : ` v${row.vlan}`}</span>}
    </span>
  );
}

function FlowBytes({ bytes, packets }: { bytes: number; packets: number }): JSX.Element {
  const [figure, unit] = splitBytes(bytes);
  return (
    <span title={`${packets} packets`}>
      <span className="mono">{figure}</span>
      <span className="flow-unit">{unit}</span>
    </span>
  );
}
