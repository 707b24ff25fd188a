import { Refusal } from '../../../shared/rpc/refusal.ts';
import { lookThrough, openReplay, type Playing, type Replay } from './open-replay.ts';
import type { OpenerParts } from './session-opener.ts';
import type { SourceFile } from '../parser-port.ts';

/** The sessions that are played, and what steers them. */
export class ReplayBook {
  readonly #replays = new Map<string, Replay>();
  readonly #parts: OpenerParts;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Plays files from their start. @param known what twins begin with @throws {Refusal} where there is nothing to play */
  async start(
    name: string,
    files: readonly SourceFile[],
    known: Pick<Playing, 'baselines' | 'createTwins'> = {},
  ): Promise<Replay> {
    const playing = { ...(await lookThrough(name, files, this.#parts)), ...known };
    const replay = openReplay(playing, this.#parts, playing.span.from);
    this.#replays.set(replay.session.id, replay);
    return replay;
  }

  /**
   * Changes the speed or moves the play head. Going back begins anew under the same id: what was told cannot be untold.
   * @throws {Refusal} where the session is no replay
   */
  steer(id: string, steering: { speed?: number | undefined; to?: number | undefined }): void {
    const replay = this.#replays.get(id);
    if (replay === undefined) throw new Refusal('unsupported', 'This session is not played.');
    const { source, session, playing } = replay;
    const { speed, to } = steering;
    if (to === undefined || (to >= source.at && session.toState().state === 'watching')) {
      source.steer(speed, to);
      this.#parts.list.changes.notify();
      return;
    }
    session.close();
    this.#replays.set(id, openReplay(playing, this.#parts, to, speed ?? source.speed, id));
  }

  /** Forgets a replay whose session was closed. */
  forget(id: string): void {
    this.#replays.delete(id);
  }
}
