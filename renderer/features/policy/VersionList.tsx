import type { JSX } from 'react';
import type { PolicyDetail } from '../../../shared/contract/policy.ts';
import { Button } from '../../ui/Button.tsx';
import { formatClock, formatDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { VersionDiff } from './VersionDiff.tsx';
import './compiled.css';

/** Versions of a policy, newest first: who kept them, when and why; what the draft differs in; and the way back to one. */
export function VersionList(props: {
  policy: PolicyDetail;
  /** The draft as it is written now. */
  text: string;
  /** Version the draft is compared with, null for none. */
  diff: number | null;
  onDiff: (version: number | null) => void;
  onTake: (version: number) => void;
  /** Undefined where nothing can be put into force. */
  onEnforce: ((version: number) => void) | undefined;
}): JSX.Element {
  const { policy, diff, onEnforce } = props;
  return (
    <div className="versions">
      <ol className="version-list" aria-label={`Versions of ${policy.name}`}>
        {policy.versions.map(({ version, at, by, reason }) => (
          <li key={version} className={version === diff ? 'version-open' : undefined}>
            <span className="mono strong">v{version}</span>
            <span className="mono second" title={`${formatDay(at)} ${formatClock(at)} UTC`}>
              {formatDay(at)} {formatClock(at)}
            </span>
            <span className="cut">
              <HostileText text={by} />
              {reason === '' ? null : (
                <span className="third">
                  {', '}
                  <HostileText text={reason} />
                </span>
              )}
              {version === policy.enforcedVersion ? <span className="strong">, in force</span> : null}
              {version === policy.stagedVersion ? <span className="strong">, staged</span> : null}
            </span>
            <span className="version-acts">
              <Button
                kind="ghost"
                pressed={version === diff}
                label={`Diff of the draft with version ${String(version)}`}
                onClick={() => props.onDiff(version === diff ? null : version)}
              >
                Diff
              </Button>
              <Button
                kind="ghost"
                label={`Take version ${String(version)} as draft`}
                onClick={() => props.onTake(version)}
              >
                As draft
              </Button>
              {onEnforce === undefined || version === policy.enforcedVersion ? null : (
                <Button kind="ghost" label={`Enforce… version ${String(version)}`} onClick={() => onEnforce(version)}>
                  Enforce…
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
      {diff === null ? null : (
        <section className="version-compare" aria-label={`The draft against version ${String(diff)}`}>
          <h3 className="text-caption third">The draft against version {diff}</h3>
          <VersionDiff name={policy.name} before={diff} after={props.text} />
        </section>
      )}
    </div>
  );
}
