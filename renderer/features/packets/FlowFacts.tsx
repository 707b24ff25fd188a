import type { JSX } from 'react';
import type { FlowRow } from '../../../shared/contract/flow.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Time } from '../../ui/Time.tsx';
import { quoteValue } from '../flows/flow-filter.ts';
import { numberEach } from './number-each.ts';

/** What is known of a flow beside its packets: its figures, and what its application records told, in time order. */
export function FlowFacts(props: {
  session: string;
  flow: number;
  /** Narrows the list this flow stands in by a term of the filter language. */
  onNarrow?: ((term: string) => void) | undefined;
}): JSX.Element {
  const { session, flow, onNarrow } = props;
  const detail = useEngineQuery('flow.get', { session, flow }, { keep: true });
  if (detail.error !== null)
    return (
      <ErrorState title="This flow could not be read" detail={tellFailure(detail.error)} works="the other flows" />
    );
  if (detail.data === undefined) return <Loading what="the flow" rows={6} rowHeight={23} />;
  const { row, records, recordsTotal } = detail.data;
  const named: [string, string][] = [
    ['Community id', detail.data.communityId],
    ['MAC', [detail.data.srcMac, detail.data.dstMac].filter(Boolean).join(' → ')],
    ['VLAN', row.vlan === null ? '' : String(row.vlan)],
    ['Tunnel', row.tunnel],
    ...detail.data.facts.map(({ name, value }): [string, string] => [name, value]),
  ];
  return (
    <div className="flow-facts" role="region" aria-label="Facts of this flow" tabIndex={0}>
      {onNarrow === undefined ? null : <Narrow row={row} onNarrow={onNarrow} />}
      <dl className="facts">
        <div>
          <dt>Time</dt>
          <dd>
            <Time micros={row.start} as="exact" /> for {formatSpan(row.end - row.start)}
            {row.final ? '' : ', still open'}
          </dd>
        </div>
        {named
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>
                <HostileText text={name} />
              </dt>
              <dd className="mono">
                <HostileText text={value} />
              </dd>
            </div>
          ))}
      </dl>
      {numberEach(records).map(({ number, item: record }) => (
        <section key={number} className="flow-record">
          <h3 className="text-table">
            <Time micros={record.time} as="exact" /> <span className="strong">{record.kind}</span>
          </h3>
          <dl className="facts">
            {numberEach(record.fields).map(({ number, item: { name, value } }) => (
              <div key={number}>
                <dt>
                  <HostileText text={name} />
                </dt>
                <dd className="mono">
                  <HostileText text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {recordsTotal > records.length ? (
        <p className="third">
          The first {formatCount(records.length)} of {formatCount(recordsTotal)} records.
        </p>
      ) : null}
    </div>
  );
}

/** The ways to flows like this one. */
function Narrow({ row, onNarrow }: { row: FlowRow; onNarrow: (term: string) => void }): JSX.Element {
  const terms: [string, string][] = [
    ['Only this pair', `ip:${row.src} and ip:${row.dst}`],
    ['Only this service', row.service === '' ? `dport:${row.dport}` : `service:${quoteValue(row.service)}`],
  ];
  if (row.name !== '' && row.name.length < 200) terms.push(['Only this name', `name:${quoteValue(row.name)}`]);
  return (
    <p className="flow-narrow">
      {terms.map(([label, term]) => (
        <Button key={label} onClick={() => onNarrow(term)}>
          {label}
        </Button>
      ))}
    </p>
  );
}
