import type { SurprisingEvent } from '../telemetry/finding.ts';
import type { KeptWindow } from './story.ts';
import type { JudgedWindow } from './window-judge.ts';

/** Events of a window that are told. */
const MOST_TOLD = 16;

/** What keeping needs of the twin whose window it is. */
interface Keeping {
  uuid: string;
  now: number;
  settings: { ageOut: number };
}

/** Keeps a window that departed, with the events that surprised. @param title of the story it stands in */
export function keepWindow(twin: Keeping, judged: JudgedWindow, title: string): KeptWindow {
  const { window, by, pValue, ringScore, bits } = judged;
  const events: SurprisingEvent[] =
    by === null
      ? window.happenings.map(({ time, text, word }) => ({
          time,
          text,
          bits,
          expected: word === '' ? [] : [{ text: word, probability: 1 }],
          never: false,
        }))
      : by.stream.explain(window, by.track.words, by.scored.surprise).slice(0, MOST_TOLD);
  const gravest = window.happenings.reduce<{ severity: number; technique: string }>(
    (worst, one) => (one.severity > worst.severity ? one : worst),
    { severity: 0, technique: '' },
  );
  return {
    id: `${window.channel}-${Math.round(window.from)}-${Math.round(window.to)}-${window.service}-${window.thread}`.slice(
      0,
      180,
    ),
    channel: window.channel,
    from: window.from,
    to: window.to,
    title,
    service: window.service,
    thread: window.thread,
    bits,
    pValue,
    ringScore,
    technique: gravest.technique,
    state: 'kept-out',
    // What surrounds a grave act is let in by a person or not at all.
    agesOutAt: window.tainted !== '' ? null : twin.now + twin.settings.ageOut,
    events,
    window: by === null ? null : window,
  };
}
