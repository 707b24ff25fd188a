/** What a session of these files is called: a folder's own name says more than that of its first file. */
export function nameOfPaths(paths: readonly string[]): string {
  const [first = ''] = paths;
  const name =
    first
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? first;
  return paths.length > 1 ? `${name} and ${paths.length - 1} more` : name;
}
