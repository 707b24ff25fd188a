/** Id of the row of a step, by its number from 0: arrows of the drawing lead to rows. */
export function nameStepRow(step: number): string {
  return `path-step-${step + 1}`;
}
