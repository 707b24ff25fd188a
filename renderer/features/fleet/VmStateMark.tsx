import { CircleQuestionMark, CirclePause, CirclePlay, CirclePower, OctagonX, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { tellVmState, type VmShape } from './vm-state.ts';
import './fleet.css';

const shapes: Record<VmShape, typeof CirclePause> = {
  running: CirclePlay,
  paused: CirclePause,
  off: CirclePower,
  hung: TriangleAlert,
  crashed: OctagonX,
  unknown: CircleQuestionMark,
};

/** What a VM does, as mark and word. `quiet`: nothing for one that simply runs, as nearly all do. */
export function VmStateMark(props: {
  vm: Pick<NonNullable<SubjectRow['vm']>, 'state' | 'hung'>;
  quiet?: boolean;
}): JSX.Element | null {
  const { word, shape } = tellVmState(props.vm);
  if (props.quiet === true && shape === 'running') return null;
  const Shape = shapes[shape];
  return (
    <span className={`vm-state vm-state-${shape}`}>
      <Shape size={12} aria-hidden="true" />
      {word}
    </span>
  );
}
