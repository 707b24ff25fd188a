import type { SubjectRow } from '../../../shared/contract/subject.ts';

/** A shape for what a VM does. */
export type VmShape = 'running' | 'paused' | 'off' | 'hung' | 'crashed' | 'unknown';

const states: Record<string, { word: string; shape: VmShape }> = {
  running: { word: 'running', shape: 'running' },
  blocked: { word: 'running', shape: 'running' },
  paused: { word: 'paused', shape: 'paused' },
  suspended: { word: 'suspended', shape: 'paused' },
  shutdown: { word: 'shutting down', shape: 'off' },
  shutoff: { word: 'shut off', shape: 'off' },
  gone: { word: 'gone', shape: 'off' },
  crashed: { word: 'crashed', shape: 'crashed' },
};

/** What a VM does, in the console's words; hung comes before what its host last said. A word nobody knows is unknown. */
export function tellVmState(vm: Pick<NonNullable<SubjectRow['vm']>, 'state' | 'hung'>): {
  word: string;
  shape: VmShape;
} {
  if (vm.hung) return { word: 'hung', shape: 'hung' };
  return (Object.hasOwn(states, vm.state) ? states[vm.state] : undefined) ?? { word: 'unknown', shape: 'unknown' };
}
