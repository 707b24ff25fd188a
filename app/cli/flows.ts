import { writeFile } from 'node:fs/promises';
import { parseFilter } from '../../shared/filter/parse-filter.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { exportFlows } from '../../main/captures/export-flows.ts';
import { toFlowLine } from '../../main/exports/flow-line.ts';
import { toCondition } from '../../main/store/filter-sql.ts';
import { printLine, toPlainText } from './print.ts';
import { withSession } from './with-session.ts';

const maxRecords = 2000;
/** Bytes of packets written to a file at most: they are gathered in memory. */
const maxPacketBytes = 1 << 30;

/** `mien flows FILE… [--json] [--filter F] [--pcapng OUT]` */
export async function runFlows(
  files: string[],
  options: { json?: boolean; filter: string; pcapng?: string },
): Promise<void> {
  const { filter, error } = parseFilter(options.filter);
  if (error) throw new Refusal('invalid', `${error.message} (at character ${error.offset + 1} of --filter)`);
  const selection = { condition: toCondition(filter) };
  await withSession(files, async (session) => {
    const { store, codec } = session;
    if (options.pcapng !== undefined) {
      const { bytes, packets, flows } = await exportFlows(session, selection, maxPacketBytes);
      await writeFile(options.pcapng, bytes);
      await printLine(`${packets} packets of ${flows} flows written to ${options.pcapng}`);
      return;
    }
    const ids = [...store.eachFlow(selection)].map((flow) => flow.id);
    for (const id of ids) {
      const found = store.getFlow(id);
      if (!found) continue;
      const { columns } = found;
      if (options.json) {
        const records = store.listRecords(id, maxRecords).details.map((detail) => codec.record(detail));
        await printLine(JSON.stringify(toFlowLine(codec.flow(found.detail), records)));
      } else {
        const end = (address: string, port: number): string => (port > 0 ? `${address}:${port}` : address);
        await printLine(
          `${columns.transport.padEnd(5)} ${end(columns.src, columns.sport)} → ${end(columns.dst, columns.dport)}  ${columns.state}  ${columns.packetsOut}/${columns.packetsIn} packets  ${columns.bytesOut}/${columns.bytesIn} B  ${columns.service} ${toPlainText(columns.name)}`.trimEnd(),
        );
      }
    }
  });
}
