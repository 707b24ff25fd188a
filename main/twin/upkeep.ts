import { driftBetween, type Shares, toShares } from './drift.ts';
import { keepDoubt } from './keep-window.ts';
import { unpackWindow } from './packed-window.ts';
import { spreadOf } from './spread-of.ts';
import type { Twin } from './twin.ts';

/** How often it is looked whether time has let something in, and whether what is normal drifts, microseconds. */
const LOOK_EVERY = 60e6;
const DRIFT_EVERY = 3600e6;
/** Times that learning usually takes, after which a VM with few events is watched all the same. */
const QUIET = 6;
const SEQUENCES = ['syscalls', 'processes', 'flows'] as const;

/** What time alone brings to a twin: other modes, windows that age out, epochs of forgetting, and a look at how far it drifts. */
export class Upkeep {
  #nextLook = 0;
  #nextDrift = 0;
  #epoch = 0;

  look(twin: Twin): void {
    promote(twin);
    if (this.#nextLook === 0) this.#begin(twin);
    if (twin.now < this.#nextLook) return;
    this.#nextLook = twin.now + LOOK_EVERY;
    ageOut(twin);
    for (const channel of SEQUENCES) twin.tracks[channel].trim();
    if (twin.now < this.#nextDrift) return;
    this.#nextDrift = twin.now + DRIFT_EVERY;
    this.#forget(twin);
    lookAtDrift(twin);
  }

  /** Each VM looks at another time. */
  #begin({ now, uuid }: Twin): void {
    this.#nextLook = now + spreadOf(uuid) * LOOK_EVERY;
    this.#nextDrift = now + spreadOf(uuid) * DRIFT_EVERY;
  }

  #forget({ now, settings, tracks }: Twin): void {
    const epoch = Math.floor(now / settings.epochSpan);
    if (this.#epoch !== 0 && epoch > this.#epoch) {
      for (const channel of SEQUENCES) for (const { model } of tracks[channel].streams.values()) model.decay();
    }
    this.#epoch = epoch;
  }
}

function promote(twin: Twin): void {
  const { ripeSpan, quietSpan } = twin.settings;
  const inMode = twin.now - twin.modeSince;
  if (twin.mode === 'learn') {
    // A guided run ends when a person says so.
    if (twin.profile?.to === null) return;
    const isRipe = SEQUENCES.some((channel) => twin.tracks[channel].ripe);
    // A VM that does little is known by that.
    const isQuiet = inMode >= QUIET * ripeSpan && SEQUENCES.some((channel) => twin.tracks[channel].windows > 0);
    if (inMode >= ripeSpan && (isRipe || isQuiet)) twin.setMode('watch');
  } else if (twin.mode === 'watch' && inMode >= quietSpan && quietFor(twin) >= quietSpan) twin.setMode('enforce');
}

/** Time since the last departure that was not accepted, microseconds. */
function quietFor(twin: Twin): number {
  const last = twin.stories.stories.reduce(
    (latest, { isSettled, to }) => (isSettled ? latest : Math.max(latest, to)),
    0,
  );
  return twin.now - Math.max(last, twin.modeSince);
}

function ageOut(twin: Twin): void {
  for (const window of twin.stories.windows) {
    if (window.state !== 'kept-out' || window.agesOutAt === null || window.agesOutAt > twin.now) continue;
    if (window.window !== null) twin.learnWindow(unpackWindow(window.window));
    window.state = 'aged-out';
    window.window = null;
    twin.stories.touch(window);
  }
}

function lookAtDrift(twin: Twin): void {
  if (twin.anchor === null) return;
  // Until it has seen a day's round, a baseline moves because it is young.
  if (twin.maturity < 1) {
    twin.reanchor();
    return;
  }
  const wasStill = twin.mayLearn;
  twin.drift = driftBetween(twin.anchor, mixtureOf(twin));
  if (!wasStill || twin.mayLearn) return;
  const { story } = twin.stories.obtain('agent', 'drift', twin.now);
  story.fixed = {
    title: 'What is normal has moved far',
    why: `${Math.round(twin.drift * 100)} % away from what it was when learning ended or was last looked at. Nothing more is learned until somebody sets the mode or uses a version.`,
    technique: '',
    score: 0.3,
  };
  twin.stories.add(story, keepDoubt(twin, story.fixed));
}

/** Shares of what a VM was learned to do, each channel counting alike. */
export function mixtureOf({ tracks }: Pick<Twin, 'tracks'>): Shares {
  const words = SEQUENCES.map((channel) => tracks[channel].mixture()).filter((counts) => counts.length > 0);
  return toShares(words.flatMap((counts) => Object.entries(toShares(counts))));
}
