import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { PersonaCell } from '../../ui/PersonaCell.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import type { FleetEntry } from './fleet-order.ts';
import { SensitivityMeter } from './SensitivityMeter.tsx';
import type { SilentHost, SilentHosts } from './use-silent-hosts.ts';
import { tellVmState } from './vm-state.ts';
import { VmStateMark } from './VmStateMark.tsx';

type Column = TableColumn<FleetEntry>;

function cell(column: Omit<Column, 'render'>, render: (row: SubjectRow) => ReturnType<Column['render']>): Column {
  return { ...column, render: (entry) => (entry.kind === 'row' ? render(entry.row) : null) };
}

/** What VMs of hosts, watched or recorded, add to the columns. */
export interface FleetWatch {
  silent: SilentHosts['byId'];
  /** False for a recording that was opened: nothing more will come. */
  goesOn: boolean;
}

/** Columns of the Fleet; with a watch, those of VMs. `key` names a column in the URL when it is hidden. */
export function listFleetColumns(longSpan: boolean, watch: FleetWatch | null = null): readonly Column[] {
  const goesOn = watch?.goesOn === true;
  const silentHost = (row: SubjectRow): SilentHost | undefined =>
    row.vm === undefined ? undefined : watch?.silent.get(row.vm.host);
  return [
    cell({ key: 'name', title: 'VM', width: 'minmax(150px, 1.25fr)', sort: 'name' }, (row) => (
      <span className="vm-cell">
        <Link to="/vm/$id" params={{ id: row.id }} className="quiet vm-name" tabIndex={-1}>
          <HostileText text={row.name} cut="host" />
        </Link>
        {watch === null ? <span className="third vm-host">{tellPlace(row)}</span> : null}
      </span>
    )),
    ...(watch === null
      ? []
      : [
          cell({ key: 'host', title: 'Host, state', width: 'minmax(124px, 0.8fr)', sort: 'host' }, (row) => (
            <HostCell row={row} silent={silentHost(row)?.word} />
          )),
        ]),
    cell({ key: 'risk', title: 'Risk', width: '104px', sort: 'risk', descendingFirst: true }, (row) => (
      <RiskCell risk={silentHost(row) === undefined ? row.risk : null} />
    )),
    cell({ key: 'persona', title: 'Persona', width: 'minmax(180px, 1.6fr)', sort: 'persona' }, (row) => {
      const silent = silentHost(row);
      if (silent !== undefined) return <span className="third">{tellStaleRisk(row, silent.since)}</span>;
      if (watch !== null && row.risk === null && row.flows === 0)
        return <span className="third">{tellUnscored(row, watch.goesOn)}</span>;
      return (
        <PersonaCell
          shares={row.personas}
          incomplete={row.incompleteReason !== ''}
          unknown={row.cluster?.unknown === true}
        />
      );
    }),
    cell({ key: 'activity', title: 'Activity', width: '84px', sort: 'activity', descendingFirst: true }, (row) => (
      <span className={`risk-${bandOf(row.risk)}`}>
        <Sparkline values={row.spark} alertFrom={row.sparkAlert} label={`activity, ${formatCount(row.flows)} flows`} />
      </span>
    )),
    cell({ key: 'role', title: 'Role, sensitivity', width: '168px', sort: 'role' }, (row) => (
      <span className="role-cell">
        <span className="cut second">
          {row.role === '' ? <span className="third">unknown</span> : <HostileText text={row.role} />}
        </span>
        <SensitivityMeter value={row.sensitivity} />
      </span>
    )),
    cell(
      { key: 'peers', title: 'Peers', width: '40px', align: 'right', sort: 'peers', descendingFirst: true },
      (row) => <span className="mono">{formatCount(row.peers)}</span>,
    ),
    cell(
      { key: 'alert', title: 'Last alert', width: 'minmax(120px, 1.3fr)', sort: 'alert', descendingFirst: true },
      (row) =>
        row.lastAlert === null ? (
          <span className="third" title={row.risk === null ? row.incompleteReason : undefined}>
            {row.risk === null
              ? row.incompleteReason || (goesOn ? 'learning, risk not scored yet' : 'not scored yet')
              : goesOn
                ? 'none so far'
                : 'none in session'}
          </span>
        ) : (
          <span className="cut" title={`${row.lastAlert.title}: ${row.lastAlert.why}`}>
            <span className="strong">
              <HostileText text={row.lastAlert.title} />
            </span>{' '}
            <span className="third">
              <HostileText text={row.lastAlert.why} />
            </span>
          </span>
        ),
    ),
    cell({ key: 'time', title: 'Time', width: longSpan ? '88px' : '58px', align: 'right' }, (row) =>
      row.lastAlert === null ? null : (
        <span className="second">
          <Time micros={row.lastAlert.time} />
        </span>
      ),
    ),
  ];
}

/** Host of a VM, and what it does where that is not simply running. */
function HostCell({ row, silent }: { row: SubjectRow; silent: SilentHost['word'] | undefined }): JSX.Element {
  if (row.vm === undefined) return <span className="third">no VM of a host</span>;
  return (
    <span className="host-cell">
      <span className={silent !== undefined ? 'third host-cell-name' : 'second host-cell-name'}>
        <HostileText text={row.vm.hostName} cut />
      </span>
      {silent !== undefined ? <span className="third">{silent}</span> : <VmStateMark vm={row.vm} quiet />}
    </span>
  );
}

/** Why a VM without a flow has no risk: from one that does not run nothing is learned. */
function tellUnscored(row: SubjectRow, goesOn: boolean): string {
  const state = row.vm === undefined ? null : tellVmState(row.vm);
  if (state !== null && (state.shape === 'off' || state.shape === 'crashed')) return `not scored, ${state.word}`;
  return goesOn ? 'not scored yet, learning' : 'not scored';
}

/** Stands for risk and persona of a VM whose host answers no more. */
function tellStaleRisk(row: SubjectRow, since: number): string {
  const was = row.risk === null ? 'learning' : formatScore(row.risk);
  return `not scored, was ${was} at ${formatClock(since)}`;
}

/** What tells two VMs of one name apart: an address; nothing where the name is that address. */
function tellPlace(row: SubjectRow): string {
  const address = row.addresses[0] ?? row.macs[0] ?? '';
  return address === row.name ? '' : address;
}
