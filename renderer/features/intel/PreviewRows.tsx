import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { FeedPreview } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { tellMatch } from './lay-ladder.ts';
import { tellEffect } from './tell-effect.ts';

/** What a feed meets, thing by thing: of which VMs, how often, who knows it already, what believing it does. */
export function PreviewRows(props: {
  preview: FeedPreview;
  session: string;
  /** The feed is believed already. */
  trusted: boolean;
  onAsk: (value: string) => void;
}): JSX.Element {
  const { preview, trusted } = props;
  const more = preview.things - preview.rows.length;
  return (
    <>
      <table className="intel-table">
        <thead>
          <tr>
            <th scope="col">Peer</th>
            <th scope="col">VM</th>
            <th scope="col" className="numeric">
              Times
            </th>
            <th scope="col">What else is known</th>
            <th scope="col">{trusted ? 'Does' : 'Would do'}</th>
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr key={`${row.kind} ${row.value}`}>
              <td title={tellMatch(row.matchKind)}>
                <button type="button" className="intel-value mono" onClick={() => props.onAsk(row.value)}>
                  <HostileText text={row.value} cut />
                </button>
              </td>
              <td>
                <Vms row={row} session={props.session} />
              </td>
              <td className="numeric mono">{formatCount(row.times)}</td>
              <td className="second">
                <Known row={row} />
              </td>
              <td className="intel-effect">
                <EffectCell row={row} limit={preview.alertBelow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className="third intel-more">and {formatCount(more)} more, less telling</p> : null}
    </>
  );
}

type Row = FeedPreview['rows'][number];

function Vms({ row, session }: { row: Row; session: string }): JSX.Element {
  const [first, ...others] = row.subjects;
  if (first === undefined) return <span className="third">none known</span>;
  return (
    <span className="intel-vms">
      <Link to="/vm/$id" params={{ id: first.id }} search={{ session }} className="quiet cut">
        <HostileText text={first.name} cut="host" />
      </Link>
      {others.length === 0 ? null : (
        <span className="third" title={others.map(({ name }) => name).join(', ')}>
          +{others.length}
        </span>
      )}
    </span>
  );
}

function Known({ row }: { row: Row }): JSX.Element {
  const words = [...row.knownBy, ...row.warnings.map((name) => `warning list: ${name}`)];
  if (words.length === 0) return <span className="third">nothing</span>;
  return (
    <span className="cut" title={words.join(', ')}>
      <HostileText text={words.join(', ')} />
    </span>
  );
}

function EffectCell({ row, limit }: { row: Row; limit: number }): JSX.Element {
  const { kind, words } = tellEffect(row, limit);
  if (kind === 'alert') return <Tag strong>{words}</Tag>;
  return <span className={kind === 'nothing' ? 'third' : 'second mono'}>{words}</span>;
}
