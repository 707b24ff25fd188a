import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, PencilLine, ScrollText, Waypoints } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Machine } from '../../../shared/contract/host.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import type { AgentState } from '../../../shared/contract/twin.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskHero } from '../../ui/RiskHero.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { IsolateControl } from '../enforcement/IsolateControl.tsx';
import { SensitivityMeter } from '../fleet/SensitivityMeter.tsx';
import type { SilentHost } from '../fleet/use-silent-hosts.ts';
import { VmStateMark } from '../fleet/VmStateMark.tsx';
import { newPolicy } from '../policy/policy-search.ts';
import { tellAgent } from '../twin/twin-words.ts';
import { DeclareDialog } from './DeclareDialog.tsx';
import { formatMemory } from './format-memory.ts';

/** Who it is, the one number, and what one can do. */
export function VmHeader(props: {
  session: string;
  row: SubjectRow;
  was: string;
  /** What its host says of it, null where none does. */
  machine: Machine | null;
  /** The agent inside it, null where that is not known. */
  agent: AgentState | null;
  /** Its host where that answers no more, null where it does. */
  silent: SilentHost | null;
}): JSX.Element {
  const { session, row, was, machine, agent, silent } = props;
  const navigate = useNavigate();
  const [declaring, setDeclaring] = useState(false);
  const addresses = [...row.addresses.slice(0, 2), ...row.macs.slice(0, 1)];
  const more = row.addresses.length + row.macs.length - addresses.length;
  return (
    <header className="vm-header">
      <div className="vm-title">
        <div className="vm-title-line">
          <Link to="/fleet" className="quiet second text-table">
            Fleet
          </Link>
          <ChevronRight size={13} className="third" aria-hidden="true" />
          <h1 className="text-title cut">
            <HostileText text={row.name} cut="host" />
          </h1>
          <Tag>
            <SensitivityMeter value={row.sensitivity} />
          </Tag>
          <Tag>{row.role === '' ? 'role unknown' : <HostileText text={row.role} />}</Tag>
          {row.roleSource === 'inferred' ? <span className="text-caption third">inferred</span> : null}
        </div>
        <div className="vm-facts">
          {row.vm === undefined ? <span>{row.network}</span> : <HostFacts vm={row.vm} machine={machine} />}
          {addresses.map((address) => (
            <span key={address} className="mono">
              {address}
            </span>
          ))}
          {more > 0 ? <span title={[...row.addresses, ...row.macs].join(', ')}>{more} more addresses</span> : null}
          {agent === null ? null : (
            <span className={agent.state === 'up' || agent.state === 'absent' ? undefined : 'strong'}>
              {tellAgent(agent)}
            </span>
          )}
          <span>verdict {row.verdict}</span>
        </div>
      </div>
      {silent === null ? (
        <RiskHero risk={row.risk}>{row.risk === null && was === '' ? 'learning' : was}</RiskHero>
      ) : (
        <RiskHero risk={null}>
          {`was ${row.risk === null ? 'learning' : formatScore(row.risk)} at ${formatClock(silent.since)}, its host is ${silent.word}`}
        </RiskHero>
      )}
      <div className="vm-actions">
        <Button icon={<PencilLine size={14} aria-hidden="true" />} onClick={() => setDeclaring(true)}>
          Declare…
        </Button>
        {row.vm === undefined ? null : <IsolateControl vm={row.id} name={row.name} />}
        <Button
          icon={<ScrollText size={14} aria-hidden="true" />}
          onClick={() =>
            void navigate({ to: '/policy/$name', params: { name: newPolicy }, search: { traffic: row.id } })
          }
        >
          Policy…
        </Button>
        <Button icon={<Waypoints size={14} aria-hidden="true" />} onClick={() => void navigate({ to: '/graph' })}>
          Graph
        </Button>
      </div>
      <DeclareDialog session={session} row={row} open={declaring} onClose={() => setDeclaring(false)} />
    </header>
  );
}

/** Host, state and size of a VM on the line under its name. */
function HostFacts({ vm, machine }: { vm: NonNullable<SubjectRow['vm']>; machine: Machine | null }): JSX.Element {
  return (
    <>
      <span className="second">
        <HostileText text={vm.hostName} />
      </span>
      <VmStateMark vm={vm} />
      {machine === null ? null : (
        <span>
          {machine.vcpus} vCPU, {formatMemory(machine.maxMemory)}
        </span>
      )}
    </>
  );
}
