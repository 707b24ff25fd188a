import type { RateRow } from '../telemetry/metrics.ts';
import { ConformalRing } from './conformal-ring.ts';
import type { EventWindow } from './event-window.ts';
import { type Excursion, ResourceLevels } from './resource-levels.ts';
import { SeriesRing } from './series-ring.ts';
import type { WindowJudge } from './window-judge.ts';

/** Length of a window, microseconds: load hangs together for minutes, and p-values must not. */
const WINDOW = 300e6;
/** Windows after which others are compared with them. */
const RIPE = 24;

const TECHNIQUES: Readonly<Record<string, string>> = {
  cpu: 'T1496',
  sent: 'T1048.003',
  written: 'T1486',
  read: 'T1005',
};

/** The channel of a VM's resources: how far each window left what was usual. */
export class ResourceTrack {
  readonly levels = new ResourceLevels();
  readonly ring = new ConformalRing(256);
  readonly series = new SeriesRing();
  /** Windows learned from. */
  windows = 0;
  #nextWindow = 0;
  #worst: Excursion | null = null;
  #bands: readonly [number, number, number, number, number] = [NaN, NaN, NaN, NaN, NaN];

  take(row: RateRow): void {
    this.levels.take(row);
  }

  get isRipe(): boolean {
    return this.ring.size >= RIPE;
  }

  /** Ends a step, and a window where one is over. */
  endStep(now: number, judge: WindowJudge, raises: boolean): void {
    const worst = this.levels.takeWorst();
    if (worst !== null) {
      if (worst.distance > (this.#worst?.distance ?? -1)) this.#worst = worst;
      this.series.add({ time: now, observed: worst.distance, worst: worst.distance, events: 1, bands: this.#bands });
    }
    if (now < this.#nextWindow) return;
    const from = this.#nextWindow - WINDOW;
    this.#nextWindow = (Math.floor(now / WINDOW) + 1) * WINDOW;
    const excursion = this.#worst;
    this.#worst = null;
    if (excursion === null) return;
    this.windows++;
    const { distance, key, text, expected } = excursion;
    if (!this.isRipe || !raises) this.ring.put(distance, distance);
    else {
      const window: EventWindow = {
        channel: 'resources',
        service: 'resources',
        thread: key,
        from: Math.max(0, from),
        to: now,
        runs: [],
        happenings: [
          {
            time: now,
            service: 'resources',
            thread: key,
            // What was expected in its place; see keepWindow.
            word: expected,
            text: `${text} instead of ${expected}`,
            habit: '',
            amount: 1,
            peer: '',
            severity: 0,
            technique: TECHNIQUES[key] ?? '',
            needsNoBaseline: false,
          },
        ],
        events: 1,
        tainted: '',
      };
      judge.compare({ ring: this.ring, ringScore: distance, window, by: null, bits: distance });
    }
    const [a = NaN, b = NaN, c = NaN, d = NaN, e = NaN] = this.ring.bitsAt([0.05, 0.25, 0.5, 0.75, 0.95]) ?? [];
    this.#bands = [a, b, c, d, e];
  }
}
