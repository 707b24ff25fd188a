import type { JSX } from 'react';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';

/** Base network configuration, protocols, and signatures by which the VM can be told. */
export function Traits({ detail }: { detail: SubjectDetail }): JSX.Element {
  return (
    <div className="traits">
      <TraitList title="Network" entries={detail.network.map(({ name, value }) => [name, value, ''])} />
      <TraitList
        title="Signatures"
        entries={detail.signatures.map(({ kind, value, count }) => [kind, value, `× ${formatCount(count)}`])}
      />
      <TraitList
        title="Protocols"
        entries={detail.protocols.map(({ name, flows, bytes }) => [
          name,
          flows === 1 ? '1 flow' : `${formatCount(flows)} flows`,
          formatBytes(bytes),
        ])}
      />
    </div>
  );
}

function TraitList(props: { title: string; entries: readonly (readonly [string, string, string])[] }): JSX.Element {
  return (
    <section>
      <h3 className="text-caption third">{props.title}</h3>
      {props.entries.length === 0 ? <p className="text-table third">nothing seen</p> : null}
      <dl>
        {props.entries.map(([name, value, count]) => (
          <div key={`${name} ${value}`}>
            <dt>
              <HostileText text={name} />
            </dt>
            <dd className="mono">
              <HostileText text={value} cut />
            </dd>
            <dd className="mono third numeric">{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
