import type { SurprisingEvent } from '../telemetry/finding.ts';
import { hashOf } from './hash-of.ts';
import { packEvents } from './packed-events.ts';
import { packWindow } from './packed-window.ts';
import type { KeptWindow } from './story.ts';
import type { JudgedWindow } from './window-judge.ts';

/** Events of a window that are told; of traffic fewer: flows of a window are much alike. */
const MOST_TOLD = 16;
const MOST_FLOWS_TOLD = 6;

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
      : by.stream.explain(
          window,
          by.track.words,
          by.scored.surprise,
          window.channel === 'flows' ? MOST_FLOWS_TOLD : MOST_TOLD,
        );
  const gravest = window.happenings.reduce<{ severity: number; technique: string }>(
    (worst, one) => (one.severity > worst.severity ? one : worst),
    { severity: 0, technique: '' },
  );
  return {
    // A fleet keeps tens of thousands of these: joined, they are one short text each.
    id: [
      window.channel,
      Math.round(window.from),
      Math.round(window.to),
      hashOf(`${window.service}\n${window.thread}`),
    ].join('-'),
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
    events: packEvents(events),
    window: by === null ? null : packWindow(window),
  };
}

/** Keeps what needs no window to be doubted, so that a person may settle it as any other departure. */
export function keepDoubt(twin: Keeping, doubt: { title: string; why: string; technique: string }): KeptWindow {
  const { title, why, technique } = doubt;
  return {
    id: `agent-${Math.round(twin.now)}-${title}`.slice(0, 180),
    channel: 'agent',
    from: twin.now,
    to: twin.now,
    title,
    service: 'agent',
    thread: '',
    bits: 0,
    pValue: 1,
    ringScore: 0,
    technique,
    state: 'kept-out',
    agesOutAt: twin.now + twin.settings.ageOut,
    events: packEvents([{ time: twin.now, text: why, bits: 0, expected: [], never: true }]),
    window: null,
  };
}
