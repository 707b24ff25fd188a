import { Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Live } from '../../../shared/contract/live.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { replaySpeeds } from './live-words.ts';
import './live.css';

const second = 1e6;
const minute = 60 * second;

/** The play head of a replayed session: pause, speed, and a bar to jump on. It steers the engine, so all screens follow. */
export function ReplayBar(props: { session: string; replay: NonNullable<Live['replay']> }): JSX.Element {
  const { session, replay } = props;
  const { from, to } = replay;
  const toast = useToast();
  const steer = useCommand('replay.steer', ['session.list']);
  // While the hand moves the bar, it and not the engine says where the head is.
  const [held, setHeld] = useState<number | null>(null);
  const [speed, setSpeed] = useState(replay.speed === 0 ? 1 : replay.speed);
  const at = held ?? replay.at;
  const playing = replay.speed > 0;
  const send = (change: { speed?: number; to?: number }): void =>
    steer.mutate(
      { session, ...change },
      { onError: (error) => toast(tellFailure(error), true), onSettled: () => setHeld(null) },
    );
  const jump = (time: number): void => send({ to: Math.min(to, Math.max(from, Math.round(time))) });
  const shown = replaySpeeds.find((step) => step === (playing ? replay.speed : speed));
  return (
    <section className="replay-bar" aria-label="Replay">
      <IconButton label={playing ? 'Pause the replay' : 'Play on'} onClick={() => send({ speed: playing ? 0 : speed })}>
        {playing ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
      </IconButton>
      <IconButton label="Back one minute" onClick={() => jump(at - minute)}>
        <SkipBack size={14} aria-hidden="true" />
      </IconButton>
      <IconButton label="On one minute" onClick={() => jump(at + minute)}>
        <SkipForward size={14} aria-hidden="true" />
      </IconButton>
      <span className="mono strong replay-at">{formatClock(at)}</span>
      <span className="mono third">{formatClock(from)}</span>
      <span className="replay-track">
        <span
          className="replay-played"
          style={{ width: `${to > from ? ((at - from) / (to - from)) * 100 : 0}%` }}
          aria-hidden="true"
        />
        <input
          type="range"
          className="replay-range"
          aria-label="Play head"
          aria-valuetext={`${formatClock(at)}, ${formatSpan(at - from)} of ${formatSpan(to - from)}`}
          min={from}
          max={to}
          step={second}
          value={at}
          onChange={(event) => setHeld(event.target.valueAsNumber)}
          onPointerUp={() => {
            if (held !== null) jump(held);
          }}
          onKeyUp={() => {
            if (held !== null) jump(held);
          }}
        />
      </span>
      <span className="mono third">{formatClock(to)}</span>
      <Segmented
        label="Speed"
        value={shown === undefined ? '' : String(shown)}
        onChange={(next) => {
          setSpeed(Number(next));
          if (playing) send({ speed: Number(next) });
        }}
        segments={replaySpeeds.map((step) => ({ value: String(step), label: `${formatCount(step)}×` }))}
      />
    </section>
  );
}
