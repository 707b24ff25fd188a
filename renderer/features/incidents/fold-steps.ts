import type { Alert } from '../../../shared/contract/subject.ts';

/** A numbered step of a story: one alert, or a run of equal ones told as one. */
export interface StoryStep {
  number: number;
  /** The first of the run. */
  lead: Alert;
  /** The others of the run. */
  more: Alert[];
}

/** Above this many alerts, runs of equal ones are told as one step. */
const toldSingly = 16;

/** The steps of a story in order of time: in long ones, alerts of one kind on one VM that follow each other are one step. */
export function foldSteps(alerts: readonly Alert[]): StoryStep[] {
  const steps: StoryStep[] = [];
  for (const alert of alerts) {
    const last = steps.at(-1);
    if (alerts.length > toldSingly && last?.lead.type === alert.type && last.lead.subject === alert.subject)
      last.more.push(alert);
    else steps.push({ number: steps.length + 1, lead: alert, more: [] });
  }
  return steps;
}
