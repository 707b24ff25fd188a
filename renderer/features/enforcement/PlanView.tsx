import { Ban, Check, TriangleAlert } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Plan } from '../../../shared/contract/enforcement.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';
import { CompiledLines } from '../policy/CompiledLines.tsx';
import { listRefusals, tellHosts, tellRules, tellVms } from './enforcement-words.ts';
import './plan.css';

/** A plan as it is read before it is applied: what changes on each host, what stays reachable, what speaks against it. */
export function PlanView({ plan }: { plan: Plan }): JSX.Element {
  const refusals = listRefusals(plan);
  const [open, setOpen] = useState(plan.hosts[0]?.host ?? '');
  return (
    <div className="plan">
      <p>
        <span className="strong">{tellVms(plan.vms)}</span> on{' '}
        <span className="strong">{tellHosts(plan.hosts.length)}</span>
        {plan.policies.length === 0 ? '' : ': '}
        {plan.policies.map(({ name, version, before }, index) => (
          <span key={name}>
            {index === 0 ? '' : ', '}
            <span className="mono">{name}</span> {version === null ? 'out of force' : `v${String(version)}`}
            <span className="third">
              {before === null ? ', not in force before' : `, in force before: v${String(before)}`}
            </span>
          </span>
        ))}
        .
      </p>
      {refusals.length === 0 ? null : (
        <section className="plan-refusals" aria-label="Why it may not be applied">
          <p className="strong">
            <Ban size={14} aria-hidden="true" />
            It may not be applied
          </p>
          <ul>
            {numberEach(refusals).map(({ number, item }) => (
              <li key={number}>
                <HostileText text={item} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan.warnings.length === 0 ? null : (
        <ul className="plan-warnings" aria-label="Warnings">
          {numberEach(plan.warnings).map(({ number, item }) => (
            <li key={number}>
              <TriangleAlert size={13} aria-hidden="true" />
              <span>
                <HostileText text={item} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <ul className="plan-hosts" aria-label="What changes on each host">
        {plan.hosts.map((host) => {
          const shown = host.host === open;
          return (
            <li key={host.host}>
              <button
                type="button"
                className="plan-host"
                aria-expanded={shown}
                onClick={() => setOpen(shown ? '' : host.host)}
              >
                <span className="third" aria-hidden="true">
                  {shown ? '▾' : '▸'}
                </span>
                <span className="strong cut">
                  <HostileText text={host.hostName} />
                </span>
                <span className="second">{tellVms(host.vms)}</span>
                <span className="mono">
                  <span className="line-added">+{formatCount(host.added)}</span>{' '}
                  <span className="line-removed">−{formatCount(host.removed)}</span>
                </span>
                <span className="third cut grow">
                  <HostileText text={tellRules(host)} />
                </span>
              </button>
              {shown ? <HostPlan host={host} /> : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function HostPlan({ host }: { host: Plan['hosts'][number] }): JSX.Element {
  return (
    <div className="plan-host-body">
      {host.acts.length === 0 ? null : (
        <ul className="plan-acts" aria-label="Calls of libvirt">
          {numberEach(host.acts).map(({ number, item }) => (
            <li key={number}>
              <HostileText text={item} />
            </li>
          ))}
        </ul>
      )}
      {host.lines.length === 0 ? (
        <p className="second">No line of its rules changes.</p>
      ) : (
        <CompiledLines label="Lines that change on this host" lines={host.lines} onlyChanges policy="" line={0} />
      )}
      {host.keeps.length === 0 ? null : (
        <p className="plan-keeps second">
          <Check size={13} aria-hidden="true" />
          <span>
            stay reachable: <HostileText text={host.keeps.join(', ')} />
          </span>
        </p>
      )}
    </div>
  );
}
