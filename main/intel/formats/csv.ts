import { parse } from 'csv-parse/sync';
import { FeedRefused } from '../feed-format.ts';

/**
 * Rows of a CSV text by the names of its columns.
 * @param columns names where the text has no head of its own, or only one in a comment
 * @throws {FeedRefused} for what is no CSV
 */
export function readCsv(text: string, columns?: readonly string[]): Record<string, string>[] {
  try {
    return parse(text, {
      columns: columns === undefined ? true : [...columns],
      bom: true,
      comment: '#',
      comment_no_infix: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 256 * 1024,
    });
  } catch (problem) {
    throw new FeedRefused(`It is no CSV: ${problem instanceof Error ? problem.message.slice(0, 200) : ''}`);
  }
}

/** Days since the epoch of a date as feeds write it (`2022-09-13 07:28:08`, ISO 8601), 0 where there is none. */
export function dayOf(text: string | undefined): number {
  const time = Date.parse((text ?? '').replace(' UTC', '').replace(' ', 'T'));
  return Number.isNaN(time) || time < 0 ? 0 : Math.min(65_535, Math.floor(time / 86_400_000));
}
