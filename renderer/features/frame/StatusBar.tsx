import { TriangleAlert } from 'lucide-react';
import { Fragment, type JSX, type ReactNode } from 'react';
import { useLink } from '../../data/engine-context.tsx';
import { useEngineQuery } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatClock, formatDay } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';
import { useConditions } from '../conditions/use-conditions.ts';
import { tellFeeds } from '../intel/tell-feeds.ts';
import { LiveStatus, StatusClock } from '../live/LiveStatus.tsx';

const mebibyte = 1024 * 1024;

/** The honesty bar: what the evidence and the engine are like now. Each entry opens Conditions. */
export function StatusBar({ onConditions, open }: { onConditions: () => void; open: boolean }): JSX.Element {
  const { session } = useSession();
  const link = useLink();
  const live = session?.live ?? null;
  // The store grows while hosts are watched; nothing tells it, so it is asked now and then.
  const info = useEngineQuery('console.info', {}, { every: live?.kind === 'live' ? 30_000 : false });
  const conditions = useConditions();
  const feeds = tellFeeds(useEngineQuery('intel.list', {}).data?.feeds ?? []);
  const entry = (content: ReactNode, bad = false): JSX.Element => (
    <button type="button" className={bad ? 'status-entry status-bad' : 'status-entry'} onClick={onConditions}>
      {bad ? <TriangleAlert size={12} aria-hidden="true" /> : null}
      {content}
    </button>
  );
  const decoded = session === null || session.packets === 0 ? null : 1 - session.packetsUndecoded / session.packets;
  return (
    <footer className="status-bar" aria-label="Status">
      {link.state === 'open' ? null : entry(<b>Engine does not answer</b>, link.state === 'lost')}
      {session === null ? (
        <>
          {entry('No source')}
          {info.data === undefined
            ? null
            : entry(
                <span>
                  Store <b>{formatBytes(info.data.storeBytes)}</b>
                </span>,
              )}
          {info.data === undefined
            ? null
            : entry(
                <span>
                  Version <b>{info.data.version}</b>
                </span>,
              )}
        </>
      ) : live !== null ? (
        <>
          <LiveStatus
            live={live}
            renderEntry={({ key, before, value, after, fine }) => (
              <Fragment key={key}>
                {entry(
                  <span>
                    {before} <b>{value}</b>
                    {after}
                  </span>,
                  !fine,
                )}
              </Fragment>
            )}
          />
          {info.data === undefined
            ? null
            : entry(
                <span>
                  Store <b>{formatBytes(info.data.storeBytes)}</b>
                </span>,
              )}
        </>
      ) : (
        <>
          {session.state === 'reading'
            ? entry(
                <span>
                  Reading <b>{formatShare(session.progress)}</b>
                </span>,
              )
            : null}
          {entry(
            <span>
              Index <b>{formatBytes(session.indexBytes)}</b>, evidence stays where it is
            </span>,
          )}
          {decoded === null
            ? null
            : entry(
                <span>
                  Decoded <b>{formatShare(decoded)}</b>
                  {session.packetsUndecoded === 0
                    ? null
                    : `, ${formatCount(session.packetsUndecoded)} frames undecoded`}
                </span>,
                decoded < 0.95,
              )}
          {session.packetsPerSecond > 0 && (session.state === 'reading' || session.packets > 10_000)
            ? entry(
                <span>
                  Read rate <b>{formatShortCount(Math.round(session.packetsPerSecond))} packets/s</b>
                </span>,
              )
            : null}
          {entry(
            <span>
              Memory{' '}
              <b>
                {Math.round(session.memoryBytes / mebibyte)}
                {thin}MiB
              </b>
            </span>,
          )}
        </>
      )}
      {feeds === null
        ? null
        : entry(
            <span>
              Feeds <b>{feeds.words}</b>
            </span>,
            !feeds.fine,
          )}
      <button
        type="button"
        className={conditions.length > 0 ? 'status-entry status-bad' : 'status-entry'}
        aria-expanded={open}
        onClick={onConditions}
      >
        {conditions.length > 0 ? <TriangleAlert size={12} aria-hidden="true" /> : null}
        <b>{conditions.length === 1 ? '1 condition' : `${conditions.length} conditions`}</b>
      </button>
      {live?.kind === 'live' ? (
        <StatusClock
          render={(now) => (
            <span className="status-entry status-right">
              <span>
                {formatDay(now)} <b>{formatClock(now)} UTC</b>
              </span>
            </span>
          )}
        />
      ) : (
        <span className="status-entry status-right">
          {session?.start == null ? null : <span>{formatDay(session.start)}</span>}
          <span>
            Session time <b>UTC</b>, {live === null ? 'capture clock' : 'recorded clock'}
          </span>
        </span>
      )}
    </footer>
  );
}
