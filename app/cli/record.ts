import { resolve } from 'node:path';
import { printLine, toPlainText } from './print.ts';
import { type WatchOptions, withWatch } from './with-watch.ts';

/** `mien record URI… -o FILE.mien [--seconds N]` */
export async function runRecord(uris: string[], options: WatchOptions & { output: string }): Promise<void> {
  await withWatch(uris, options, async (engine, session, signal) => {
    const path = resolve(options.output);
    await engine.handlers['record.start']({ session, path }, signal);
    await printLine(`Recording to ${toPlainText(path)}; Ctrl+C ends and writes it.`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      else signal.addEventListener('abort', () => done(), { once: true });
    });
    const saved = await engine.handlers['record.stop']({ session }, new AbortController().signal);
    await printLine(`${toPlainText(saved.path)}: ${saved.bytes} bytes`);
  });
}
