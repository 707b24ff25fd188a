import type { EvaluationTable, EvaluationTarget } from '../../main/twin/eval/evaluation-set.ts';

/** Whether a target is reached. */
export function isReached({ value, atLeast, atMost }: EvaluationTarget): boolean {
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}

function tellTarget(target: EvaluationTarget): string {
  const { what, value, atLeast, atMost, aim } = target;
  const wanted = [
    ...(atLeast === undefined ? [] : [`at least ${Number(atLeast.toPrecision(3))}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(aim === undefined ? [] : [`aim ${aim}`]),
  ].join(', ');
  return `  ${isReached(target) ? 'reached' : 'MISSED '}  ${what}: ${Number(value.toPrecision(4))} (${wanted})`;
}

/** A table as text: title, protocol, aligned columns (the first to the left), targets. */
export function printTable({ title, protocol, columns, rows, targets }: EvaluationTable): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, index) => (index === 0 ? (cells[index] ?? '').padEnd(width) : (cells[index] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return [
    title,
    ...protocol.map((sentence) => `  ${sentence}`),
    '',
    line(columns),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
    ...targets.map(tellTarget),
    '',
  ].join('\n');
}
