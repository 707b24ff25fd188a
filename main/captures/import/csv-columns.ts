/** Splits one line of a CSV without quoted separators (flow exports have none); quotes around a cell are dropped. */
export function splitCsvLine(line: string, separator: string): string[] {
  return line.split(separator, 256).map((cell) => {
    const trimmed = cell.trim();
    return trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1) : trimmed;
  });
}
