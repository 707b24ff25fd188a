import type { JSX } from 'react';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatScore, formatWeight } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonaBar, PersonaSwatch } from '../../ui/PersonaBar.tsx';
import { comparePersonas, tellChange } from './compare-personas.ts';

const most = 5;

/** What the VM is now, against its baseline. */
export function PersonaPanel({ detail }: { detail: SubjectDetail }): JSX.Element {
  const { row, baseline } = detail;
  const changes = comparePersonas(row.personas, baseline).slice(0, most);
  const story = tellChange(detail);
  const incomplete = row.incompleteReason !== '';
  return (
    <Panel title="Persona" note={incomplete ? `baseline incomplete, ${row.incompleteReason}` : detail.baselineText}>
      <div className="persona-panel">
        {row.personas.length === 0 ? (
          <p className="second">Not enough was seen to say what this VM is.</p>
        ) : (
          <>
            <PersonaBar shares={row.personas} height={16} incomplete={incomplete} />
            <table className="persona-table">
              <thead>
                <tr>
                  <th scope="col">Label</th>
                  <th scope="col">Now</th>
                  <th scope="col">Baseline</th>
                  <th scope="col">Change</th>
                </tr>
              </thead>
              <tbody>
                {changes.map((change) => (
                  <tr key={change.share.label}>
                    <th scope="row">
                      <span className="persona-label">
                        <PersonaSwatch share={change.share} />
                        <HostileText text={change.share.label} cut />
                      </span>
                    </th>
                    <td className="mono strong">{formatScore(change.now)}</td>
                    <td className="mono third">{formatScore(change.baseline)}</td>
                    <td className="mono">
                      {change.baseline === null ? '—' : formatWeight(change.now - change.baseline)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
        {story === '' ? null : (
          <p className="story">
            <HostileText text={story} />
          </p>
        )}
      </div>
    </Panel>
  );
}
