import { type JSX, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { formatDay, formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { formatSince } from './twin-words.ts';

/** Versions drawn at once. */
const most = 4;

/** Kept states of the model, newest first; each can be used again. */
export function VersionList(props: {
  session: string;
  id: string;
  versions: TwinDetail['versions'];
  now: number;
  /** Compares behaviour since a version was made with now. */
  onCompare: (since: number) => void;
}): JSX.Element {
  const { session, id, versions, now } = props;
  const [all, setAll] = useState(false);
  const toast = useToast();
  const use = useCommand('twin.use', ['twin.get', 'twin.series', 'twin.diff']);
  const ordered = versions.toSorted((a, b) => b.id - a.id);
  const shown = all ? ordered : ordered.slice(0, most);
  return (
    <section aria-labelledby="twin-versions">
      <h3 id="twin-versions" className="twin-rail-name">
        Versions
      </h3>
      {versions.length === 0 ? (
        <p className="second">None yet: the first is made when enough was learned.</p>
      ) : (
        <ul className="twin-versions">
          {shown.map((version) => (
            <li key={version.id} className={version.inUse ? 'twin-version twin-version-used' : 'twin-version'}>
              <span className="twin-version-dot" aria-hidden="true" />
              <span className="strong">v{version.id}</span>
              <button
                type="button"
                className="link-button twin-version-time"
                title={`${formatDay(version.createdAt)} ${formatClock(version.createdAt)} UTC: compare with now`}
                aria-label={`Compare version ${String(version.id)}, ${formatSince(version.createdAt, now)}, with now`}
                onClick={() => props.onCompare(version.createdAt)}
              >
                {formatSince(version.createdAt, now)}
              </button>
              <span className="third cut grow">
                <HostileText text={version.note} cut />
              </span>
              {version.inUse ? (
                <span className="second">in use</span>
              ) : (
                <button
                  type="button"
                  className="link-button"
                  aria-label={`Use version ${String(version.id)}`}
                  aria-disabled={use.isPending || undefined}
                  onClick={() => {
                    if (use.isPending) return;
                    use.mutate(
                      { session, id, version: version.id },
                      {
                        onSuccess: () => toast(`Version ${String(version.id)} is in use`),
                        onError: (error) => toast(tellFailure(error), true),
                      },
                    );
                  }}
                >
                  Use
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {ordered.length > most ? (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${String(ordered.length - most)} older`}
        </button>
      ) : null}
    </section>
  );
}
