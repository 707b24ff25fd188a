import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readC2Packets } from './read-c2-packets.ts';

const folder = mkdtempSync(join(tmpdir(), 'mien-c2-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head =
  'ip.proto,frame.len,src_ip,dst_ip,c2_label,is_SYN,is_ACK,is_RST,is_FIN,is_PSH,is_URG,time_since_last,delta_t_ratio,' +
  'rolling_mean_delta_t_3,rolling_std_delta_t_3,rolling_mean_delta_t_5,rolling_std_delta_t_5,rolling_mean_delta_t_10,rolling_std_delta_t_10';

test('captures are read by the names of their columns, gzipped or not; others are passed over', async () => {
  writeFileSync(join(folder, 'alpha_mixed_0.csv'), `${head}\n6,66,1,0,1,1,0,0,0,1,0,0.5,1,3,9,5,9,10,4\n`);
  writeFileSync(join(folder, 'alpha_only.csv'), 'nothing');
  await expect(readC2Packets(folder)).rejects.toThrow('fewer than two');
  writeFileSync(join(folder, 'beta_mixed_2.csv.gz'), gzipSync(`${head}\n17,72,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0\n`));
  const [alpha, beta] = await readC2Packets(folder);
  expect(alpha).toEqual({
    framework: 'alpha',
    mixed: [{ udp: false, length: 66, ends: 2, flags: 17, gaps: [0.5, 3, 5, 10, 4], commandAndControl: true }],
  });
  expect(beta?.mixed[0]).toMatchObject({ udp: true, commandAndControl: false, flags: 0 });
  writeFileSync(join(folder, 'gamma_mixed_0.csv'), 'ip.proto,frame.len\n6,66\n');
  await expect(readC2Packets(folder)).rejects.toThrow('lacks the column');
});
