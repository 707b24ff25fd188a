import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameworkPackets, LabelledPacket } from '../c2/labelled-packets.ts';
import { parseTable, readMaybeGzipped } from './read-table.ts';

const FLAGS = ['is_SYN', 'is_ACK', 'is_RST', 'is_FIN', 'is_PSH', 'is_URG'];
const GAPS = ['time_since_last', 'rolling_mean_delta_t_3', 'rolling_mean_delta_t_5', 'rolling_mean_delta_t_10'];
const DEVIATION = 'rolling_std_delta_t_10';

function readPackets(path: string, text: string): LabelledPacket[] {
  const { columns, rows } = parseTable(text);
  const place = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0) throw new Error(`${path} lacks the column ${name}.`);
    return index;
  };
  const flags = FLAGS.map(place);
  const [last = 0, of3 = 0, of5 = 0, of10 = 0] = GAPS.map(place);
  const [protocol, length, from, to, label] = ['ip.proto', 'frame.len', 'src_ip', 'dst_ip', 'c2_label'].map(place);
  const deviation = place(DEVIATION);
  return rows.map((row) => {
    const at = (index: number | undefined): number => Number(row[index ?? -1] ?? 0);
    return {
      udp: at(protocol) === 17,
      length: at(length),
      ends: at(from) * 2 + at(to),
      flags: flags.reduce((bits, index, bit) => bits + (at(index) === 1 ? 2 ** bit : 0), 0),
      gaps: [at(last), at(of3), at(of5), at(of10), at(deviation)],
      commandAndControl: at(label) === 1,
    };
  });
}

/**
 * Reads captures FRAMEWORK_mixed_N.csv (gzipped or not) of a folder, by framework.
 * @throws where a column is missing or there are fewer than two frameworks
 */
export async function readC2Packets(folder: string): Promise<FrameworkPackets[]> {
  const found = new Map<string, LabelledPacket[]>();
  for (const file of (await readdir(folder)).toSorted()) {
    const [, framework] = /^([a-z]+)_mixed_\d+\.csv(\.gz)?$/.exec(file) ?? [];
    if (framework === undefined) continue;
    const packets = readPackets(file, await readMaybeGzipped(join(folder, file)));
    found.set(framework, [...(found.get(framework) ?? []), ...packets]);
  }
  if (found.size < 2) throw new Error(`${folder} holds fewer than two frameworks: none can be left out.`);
  return [...found].map(([framework, mixed]) => ({ framework, mixed }));
}
