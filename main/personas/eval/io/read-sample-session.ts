import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detailCodec } from '../../../captures/io/detail-codec.ts';
import { openContainer } from '../../../captures/io/open-container.ts';
import { openSession } from '../../../captures/io/session-opener.ts';
import { SessionList } from '../../../captures/session-list.ts';
import { Judge } from '../../../detection/judge.ts';
import type { JudgeSettings } from '../../../detection/judge-settings.ts';
import type { Observation } from '../../../telemetry/observation.ts';

const root = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

/** All that is told of the sample session, in its order. */
export async function readSampleSession(settings: JudgeSettings): Promise<Observation[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mien-sample-'));
  const list = new SessionList();
  try {
    const { files } = await openContainer(join(root, 'resources', 'sample.mien'));
    const parts = {
      list,
      indexFolder: folder,
      parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
      codec: detailCodec,
      createJudge: () => new Judge(settings),
      now: () => Date.now(),
    };
    const session = await openSession({ name: 'sample', files, sample: true, remarks: [] }, parts, () => {});
    await session.over;
    const told: Observation[] = [];
    session.replay({
      observe: (observation) => void told.push(observation),
      assess: () => ({ subjects: [], localNetworks: [] }),
    });
    return told;
  } finally {
    list.closeAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
