import type { LiveCapture, LiveSink, RingSettings } from '../../live/live-capture.ts';
import type { ParserProgram } from '../parser-process.ts';

/** What live capture is made with. */
export interface LiveCaptureParts {
  program: ParserProgram;
  ring: RingSettings;
  sink: LiveSink;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Captures packets of VMs; nothing runs until it is told of taps. */
export function startLiveCapture(parts: LiveCaptureParts): LiveCapture {
  throw new Error(`not yet: ${parts.ring.folder}`);
}
