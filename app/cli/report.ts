import type { Engine } from '../../main/engine.ts';
import { toReport } from '../../main/exports/report.ts';
import { sumEdges } from '../../main/store/flow-summaries.ts';
import { printLine } from './print.ts';
import { toTextReport } from './text-report.ts';
import { withSession } from './with-session.ts';

/** Edges a report lists at most; the heaviest. */
const maxEdges = 20_000;

/** `mien report FILE… [--json] [--local CIDR,…] [--feeds DIR]` */
export async function runReport(
  files: string[],
  options: { json?: boolean; local?: string; feeds?: string },
): Promise<void> {
  const prepare = async (engine: Engine): Promise<void> => {
    if (options.feeds === undefined) return;
    for (const { file, why } of await engine.believe(options.feeds)) console.error(`${file} was not taken: ${why}`);
  };
  await withSession(
    files,
    async (session, engine) => {
      if (options.local !== undefined) {
        const localNetworks = options.local.split(',').map((network) => network.trim());
        await engine.handlers['settings.update']({ localNetworks }, new AbortController().signal);
      }
      const edges = sumEdges(session.store, { condition: { sql: '1', values: [] } }, maxEdges);
      if (options.json) await printLine(JSON.stringify(toReport(session, edges)));
      else await printLine(toTextReport(session));
    },
    prepare,
  );
}
