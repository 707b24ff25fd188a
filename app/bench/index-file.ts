// Reads one capture into a session index and says what it took: the part of opening that grows with the file.
import { rmSync } from 'node:fs';
import { detailCodec } from '../../main/captures/io/detail-codec.ts';
import { createFileSource } from '../../main/captures/evidence-source.ts';
import { findFiles } from '../../main/captures/io/find-files.ts';
import { createParserProcess } from '../../main/captures/io/parser-process.ts';
import { Session } from '../../main/captures/session.ts';
import { SessionStore } from '../../main/store/session-store.ts';
import { findParser } from '../find-parser.ts';
import { applicationRoot } from '../application-root.ts';

const [path = '', index = ''] = process.argv.slice(2);
const started = performance.now();
let firstRows = 0;
const store = new SessionStore(index);
// Indexes serve the console's lists; the readers this is compared with keep none, so their cost is told apart.
let indexing = 0;
const build = store.buildIndexes.bind(store);
store.buildIndexes = () => {
  const before = process.cpuUsage();
  build();
  const { user, system } = process.cpuUsage(before);
  indexing = (user + system) / 1e6;
};
const session: Session = new Session({
  id: 'bench',
  name: 'bench',
  source: createFileSource(findFiles([path]), createParserProcess(findParser(applicationRoot(), false))),
  sample: false,
  store,
  codec: detailCodec,
  createJudge: () => ({ observe: () => {}, assess: () => ({ subjects: [], localNetworks: [] }) }),
  now: () => Date.now(),
  onChange: (changed) => {
    if (firstRows === 0 && changed.toState().flows > 0) firstRows = performance.now() - started;
  },
  onClose: () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(index + suffix, { force: true });
  },
});
await session.read();
const { packets, flows, indexBytes, state, remarks } = session.toState();
const broken = remarks.find(({ severity }) => severity === 'error');
// A reading that broke off is quick.
if (state !== 'ready' || broken !== undefined) throw new Error(`Not read to its end: ${broken?.text ?? state}`);
console.log(JSON.stringify({ packets, flows, indexBytes, firstRowsMs: Math.round(firstRows), indexing }));
session.close();
