import { pino } from 'pino';
import type { ServerSinks } from '../shared/rpc/server.ts';

/** Sinks that write JSON lines to standard error: bugs as errors, the audit of commands only when asked for (MIEN_LOG=info). */
export function createErrorSinks(): ServerSinks {
  const logger = pino(
    { name: 'mien', level: process.env['MIEN_LOG'] ?? 'error' },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    audit: ({ name, stage, message }) => logger.info({ command: name, stage, message }, 'audit'),
    log: ({ id, name, error }) => logger.error({ id, procedure: name, err: error }, 'bug'),
  };
}
