import type { AttackPathView } from '../../../shared/contract/paths.ts';
import { readHostileText } from '../../ui/hostile-text.ts';

/**
 * A chance as a number: two decimals, below 0.1 two digits that count, so that a small chance is not written as none.
 */
export function formatChance(chance: number): string {
  if (chance >= 0.0995 || chance === 0) return chance.toFixed(2);
  if (chance < 0.0001) return '< 0.0001';
  return chance.toFixed(Math.min(4, 1 - Math.floor(Math.log10(chance))));
}

/** A count of steps in words. */
export function tellSteps(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`;
}

/** How a service is written: its name, where it is known, and its port. */
export function tellService({ service, port }: { service: string; port: number }): string {
  return service === '' ? `port ${port}` : `${service} ${port}`;
}

/** A path as one sentence, for who cannot see it drawn. Its names are hostile text. */
export function tellPath({ steps, probability }: AttackPathView): string {
  const names = [steps[0]?.fromName ?? '', ...steps.map(({ toName }) => toName)];
  const shown = names.map((name) =>
    readHostileText(name)
      .runs.map(({ text }) => text)
      .join(''),
  );
  return `An attack path of ${tellSteps(steps.length)}, chance ${formatChance(probability)}, lies over it: ${shown.join(', then ')}.`;
}

/** How much of a path was seen to be used, as words. */
export function tellSeen({ steps }: Pick<AttackPathView, 'steps'>): string {
  const seen = steps.filter(({ observed }) => observed).length;
  return `${seen} of ${steps.length}`;
}
