import { renameSync, statSync } from 'node:fs';
import { pino, destination } from 'pino';

/** A log past this size becomes the previous one when the console starts. */
const maxBytes = 8 << 20;

/** Where bugs are written, once each. */
export interface Log {
  error(fields: object, message: string): void;
  close(): Promise<void>;
}

/** Opens the log file; the one before is kept as `.1`. */
export function openLog(path: string): Log {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxBytes) renameSync(path, `${path}.1`);
  const file = destination({ dest: path, sync: true, mode: 0o600 });
  const logger = pino({ base: null, serializers: { error: pino.stdSerializers.err } }, file);
  return {
    error: (fields, message) => logger.error(fields, message),
    close: () =>
      new Promise((resolve) => {
        file.on('close', () => resolve());
        file.end();
      }),
  };
}
