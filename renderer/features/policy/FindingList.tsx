import { CircleX, Info, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { Finding } from '../../../shared/policy/policy.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';

const icons = { error: CircleX, warning: TriangleAlert, info: Info } as const;
const most = 100;

/** All that is said of a draft, by line; each leads to its place. */
export function FindingList(props: { findings: readonly Finding[]; onLine: (line: number) => void }): JSX.Element {
  const { findings, onLine } = props;
  return (
    <ul className="findings" aria-label="Findings by line">
      {numberEach(findings.slice(0, most)).map(({ number, item }) => {
        const Icon = icons[item.severity];
        return (
          <li key={number}>
            <button type="button" onClick={() => onLine(item.line)}>
              <span className={`finding-mark finding-${item.severity}`}>
                <Icon size={13} aria-hidden="true" />
                <span className="visually-hidden">{item.severity}, line</span>
              </span>
              <span className="mono third">{item.line}</span>
              <span>
                <HostileText text={item.message} />
              </span>
            </button>
          </li>
        );
      })}
      {findings.length > most ? <li className="third">and {formatCount(findings.length - most)} more</li> : null}
    </ul>
  );
}

/** How many errors and warnings, in words with their marks. */
export function FindingCounts({ findings }: { findings: readonly Pick<Finding, 'severity'>[] }): JSX.Element {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return (
    <span className="finding-counts text-table" role="status">
      {errors === 0 ? null : (
        <span className="finding-mark finding-error">
          <CircleX size={13} aria-hidden="true" />
          <span>
            {formatCount(errors)} {errors === 1 ? 'error' : 'errors'}
          </span>
        </span>
      )}
      {warnings === 0 ? null : (
        <span className="finding-mark finding-warning">
          <TriangleAlert size={13} aria-hidden="true" />
          <span>
            {formatCount(warnings)} {warnings === 1 ? 'warning' : 'warnings'}
          </span>
        </span>
      )}
      {errors + warnings === 0 ? <span className="third">no findings</span> : null}
    </span>
  );
}
