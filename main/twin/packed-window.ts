import type { EventWindow } from './event-window.ts';
import type { Happening } from './happening.ts';

/** A window that is kept, written as JSON: objects take several times as much, and few windows are ever learned. */
export type PackedWindow = string;

type Row = [number, string, string, string, number, string, number, string];

/** Writes what learning needs of a window; texts are told by its events. */
export function packWindow({ happenings, ...window }: EventWindow): PackedWindow {
  const rows = happenings.map(({ time, service, thread, word, amount, peer, severity, technique }): Row => [
    time,
    service,
    thread,
    word,
    amount,
    peer,
    severity,
    technique,
  ]);
  return JSON.stringify({ ...window, happenings: rows });
}

/** The window that {@link packWindow} wrote. */
export function unpackWindow(packed: PackedWindow): EventWindow {
  const { happenings, ...window } = JSON.parse(packed) as Omit<EventWindow, 'happenings'> & { happenings: Row[] };
  return {
    ...window,
    happenings: happenings.map(([time, service, thread, word, amount, peer, severity, technique]): Happening => ({
      time,
      service,
      thread,
      word,
      text: '',
      habit: '',
      amount,
      peer,
      severity,
      technique,
    })),
  };
}
