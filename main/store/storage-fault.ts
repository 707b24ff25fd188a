/** What a database says when its disk is full, gone or may not be written: it goes on when that is mended. */
const faults = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
/** What it says when its file is no database any more. */
const damages = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

function codeOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : '';
}

/** Why nothing can be written now, a sentence; null where a problem is something else. */
export function storageFault(problem: unknown): string | null {
  const code = codeOf(problem);
  if (!faults.some((fault) => code.startsWith(fault))) return null;
  return code.startsWith('SQLITE_FULL') ? 'The disk is full.' : `The disk cannot be written (${code}).`;
}

/** Whether a problem says that the file of a database is damaged. */
export function isDamage(problem: unknown): boolean {
  const code = codeOf(problem);
  return damages.some((damage) => code.startsWith(damage));
}
