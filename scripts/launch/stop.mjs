/** A failure that one line explains; anything else thrown is a bug and keeps its stack. */
export class Stop extends Error {}

/** Says why it ended; answers with the exit code. */
export function failed(error) {
  if (error instanceof Stop) console.error(`mien: ${error.message}`);
  else console.error(error);
  return 1;
}
