import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { detailCodec } from '../../captures/io/detail-codec.ts';
import { startLiveCapture } from '../../captures/io/live/start-live-capture.ts';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { AlertKeeper } from '../../captures/io/alert-keeper.ts';
import { startRecording } from '../../captures/io/start-recording.ts';
import { createTelling } from '../../captures/io/tell-observations.ts';
import { Session } from '../../captures/session.ts';
import type { SessionJudge, SessionParts } from '../../captures/session-parts.ts';
import type { SessionList } from '../../captures/session-list.ts';
import type { HostClock } from '../../hosts/host-clock.ts';
import { HostLedger } from '../../hosts/host-ledger.ts';
import type { HostMaker } from '../../hosts/host-port.ts';
import { createSimulatedHostMaker } from '../../hosts/simulated/simulated-host.ts';
import { SessionStore } from '../../store/session-store.ts';
import { isDamage } from '../../store/storage-fault.ts';
import type { Session as SessionState } from '../../../shared/contract/session.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { LiveSource } from '../live-source.ts';
import type { Watch, WatchKind } from '../watch-book.ts';
import { hearAgents } from './hear-agents.ts';

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
  answers?: SessionParts['answers'];
  /** Twins of VMs that are watched for real outlive the session. */
  createTwins?: (kind: WatchKind) => SessionParts['createTwins'];
  version: string;
  clock: HostClock;
  /** Folder that recordings go to where none is named. */
  recordings: string;
  /** What rules let through of what VMs of a simulated host say. */
  pass?: (host: string, observations: readonly Observation[]) => readonly Observation[];
}

/**
 * Opens the session of all hosts that are watched for real, which outlives the console's restarts, or the one of
 * simulated hosts, which is thrown away.
 */
export function openWatch(kind: WatchKind, parts: WatchParts): Watch {
  const { clock } = parts;
  const folder = join(parts.home, kind);
  if (kind === 'demo') rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ledger = new HostLedger();
  const { store, remarks } = openStore(join(folder, 'watch.db'), kind === 'live');
  const before = store.lastNumbers();
  /** Flows of several simulated hosts stand in one session. */
  let lastFlow = 0;
  let tell: (observations: readonly Observation[]) => void = () => {};
  let session: Session;
  const source = new LiveSource({
    ledger,
    makeHost:
      kind === 'live'
        ? parts.makeLibvirtHost
        : createSimulatedHostMaker({
            clock,
            tellFlows: (host, observations) => tell(parts.pass?.(host, observations) ?? observations),
            nextFlowId: () => ++lastFlow,
          }),
    capture:
      kind === 'live'
        ? (sink) =>
            startLiveCapture({
              program: parts.parser,
              ring: { folder: join(folder, 'packets'), ...ring },
              sink,
              now: () => Date.now(),
              before: { flows: before.flow, packets: before.packet },
            })
        : null,
    agents: kind === 'live' ? hearAgents(parts.parser, parts.home, clock) : null,
    record: (path, capture) =>
      startRecording(path, {
        capture,
        folder: parts.recordings,
        version: parts.version,
        now: () => clock.now(),
        localNetworks: () => session.assessment.localNetworks,
        baselines: () => session.judge.twins?.writeBaselines() ?? null,
      }),
    clock,
  });
  const keeper = new AlertKeeper({
    folder: join(parts.home, 'kept'),
    version: parts.version,
    keep: (from, to, into) => source.keep(from, to, into),
    now: () => clock.now(),
    remark: (remark) => session.addRemark(remark),
  });
  let seen = -1;
  session = new Session({
    id: kind,
    name: kind === 'live' ? 'Live hosts' : 'Simulated fleet',
    source,
    sample: false,
    store,
    codec: detailCodec,
    createJudge: parts.createJudge,
    answers: parts.answers,
    createTwins: parts.createTwins?.(kind),
    now: () => clock.now() / 1000,
    onChange: () => {
      parts.list.changes.notify();
      // What waits for its minutes to be over is looked at with each new judgement.
      if (kind === 'demo' || session.generation === seen) return;
      seen = session.generation;
      keeper.look(session.assessment.subjects.flatMap((subject) => subject.alerts));
    },
    onClose: () => {
      if (kind === 'demo') rmSync(folder, { recursive: true, force: true });
    },
    ledger,
    remarks,
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

/** Opens the store of a watch. One that is damaged is put aside and another begun: the console always starts. */
function openStore(path: string, durable: boolean): { store: SessionStore; remarks: SessionState['remarks'] } {
  try {
    const store = new SessionStore(path, durable);
    try {
      store.check();
      return { store, remarks: [] };
    } catch (problem) {
      store.close();
      throw problem;
    }
  } catch (problem) {
    if (!isDamage(problem)) throw problem;
    const aside = `${path}.damaged-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(path + suffix)) renameSync(path + suffix, `${aside}${suffix}`);
    return {
      store: new SessionStore(path, durable),
      remarks: [
        {
          severity: 'error',
          code: 'store-damaged',
          text: `What was kept of earlier watching was damaged and lies in ${aside}; watching began anew.`,
          file: '',
          count: 1,
        },
      ],
    };
  }
}
