import type { JSX } from 'react';
import type { FeedPreview } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { numberEach } from '../packets/number-each.ts';

/** Rules of a feed that match what a session holds: on which machines, how often, by which technique. */
export function RuleRows({ preview }: { preview: FeedPreview }): JSX.Element {
  const { rules, rulesMatched } = preview;
  return (
    <>
      <table className="intel-table rule-table" aria-label="Rules that match">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Machines</th>
            <th scope="col">Technique</th>
            <th scope="col">What matched</th>
          </tr>
        </thead>
        <tbody>
          {numberEach(rules).map(({ number, item: rule }) => (
            <tr key={number}>
              <td>
                <RiskMark band={bandOf(rule.score)} size={11} /> <HostileText text={rule.title} cut />
              </td>
              <td>
                <HostileText text={rule.hosts.join(', ')} cut />
              </td>
              <td className="mono third">{rule.technique}</td>
              <td className="second">
                <HostileText text={rule.why} cut />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rulesMatched > rules.length ? (
        <p className="third intel-basis">and {formatCount(rulesMatched - rules.length)} more</p>
      ) : null}
    </>
  );
}
