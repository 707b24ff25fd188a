/** The code that the system gave an error, `ECONNREFUSED`, or ''. */
export function systemCode(error: Error | null): string {
  return error && 'code' in error ? String(error.code) : '';
}
