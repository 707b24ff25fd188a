import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { detailCodec } from '../../captures/io/detail-codec.ts';
import { startLiveCapture } from '../../captures/io/live/start-live-capture.ts';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { startRecording } from '../../captures/io/start-recording.ts';
import { createTelling } from '../../captures/io/tell-observations.ts';
import { Session, type SessionJudge } from '../../captures/session.ts';
import type { SessionList } from '../../captures/session-list.ts';
import { wallClock } from '../../hosts/host-clock.ts';
import { HostLedger } from '../../hosts/host-ledger.ts';
import type { HostMaker } from '../../hosts/host-port.ts';
import { createSimulatedHostMaker } from '../../hosts/simulated/simulated-host.ts';
import { SessionStore } from '../../store/session-store.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { LiveSource } from '../live-source.ts';
import type { Watch, WatchKind } from '../watch-book.ts';

/** Packets kept of what is watched: enough for some minutes of a busy host, or days of a quiet one. */
const ring = { segments: 16, segmentBytes: 64 << 20 };

/** What opening a watch needs. */
export interface WatchParts {
  list: SessionList;
  /** The console's own folder. */
  home: string;
  parser: ParserProgram;
  makeLibvirtHost: HostMaker;
  createJudge: () => SessionJudge;
  version: string;
  /** Folder that recordings go to where none is named. */
  recordings: string;
}

/**
 * Opens the session of all hosts that are watched for real, which outlives the console's restarts, or the one of
 * simulated hosts, which is thrown away.
 */
export function openWatch(kind: WatchKind, parts: WatchParts): Watch {
  const folder = join(parts.home, kind);
  if (kind === 'demo') rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ledger = new HostLedger();
  let tell: (observations: readonly Observation[]) => void = () => {};
  let session: Session;
  const source = new LiveSource({
    ledger,
    makeHost:
      kind === 'live'
        ? parts.makeLibvirtHost
        : createSimulatedHostMaker({ clock: wallClock, tellFlows: (_host, observations) => tell(observations) }),
    capture:
      kind === 'live'
        ? (sink) =>
            startLiveCapture({
              program: parts.parser,
              ring: { folder: join(folder, 'packets'), ...ring },
              sink,
              now: () => Date.now(),
            })
        : null,
    record: (path, capture) =>
      startRecording(path, {
        capture,
        folder: parts.recordings,
        version: parts.version,
        now: wallClock.now,
        localNetworks: () => session.assessment.localNetworks,
      }),
    now: wallClock.now,
  });
  session = new Session({
    id: kind,
    name: kind === 'live' ? 'Live hosts' : 'Simulated fleet',
    source,
    sample: false,
    store: new SessionStore(join(folder, 'watch.db'), kind === 'live'),
    codec: detailCodec,
    createJudge: parts.createJudge,
    now: () => Date.now(),
    onChange: () => parts.list.changes.notify(),
    onClose: () => {
      if (kind === 'demo') rmSync(folder, { recursive: true, force: true });
    },
    ledger,
  });
  if (kind === 'live') session.restore();
  void session.read();
  const tellOne = createTelling(session.told);
  tell = (observations) => {
    for (const observation of observations) tellOne(observation);
  };
  parts.list.add(session);
  return { session, source };
}
