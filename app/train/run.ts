// npm run train -- classifier|rescorer --data FOLDER --out FILE: learns what is learned offline, from traces in ADFA-LD's layout.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAdfa } from '../../main/twin/eval/sequences/io/read-adfa.ts';
import type { LabelledTraces } from '../../main/twin/eval/sequences/labelled-traces.ts';
import { BehaviourClassifier } from '../../main/twin/models/classifier/behaviour-classifier.ts';
import { fitRescorer, RESCORER_SETTINGS } from '../../main/twin/models/rescorer/rescorer-network.ts';
import { writeOnnx } from '../../main/twin/models/rescorer/write-onnx.ts';

/** What can be learned: from traces to the bytes that are kept. */
const learners: Record<string, (traces: LabelledTraces) => Uint8Array> = {
  classifier: ({ training, normal, attacks }) =>
    BehaviourClassifier.fit([
      ...[...training, ...normal].map((run) => ({ run, malicious: false })),
      ...attacks.map(({ calls }) => ({ run: calls, malicious: true })),
    ]).toBytes(),
  rescorer: ({ training }) =>
    writeOnnx(
      fitRescorer(training, RESCORER_SETTINGS, (epoch, bits) =>
        console.log(`epoch ${epoch + 1} of ${RESCORER_SETTINGS.epochs}: ${bits.toFixed(3)} bits an event`),
      ),
    ),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, out: { type: 'string' } },
});
const name = positionals[0] ?? '';
const learn = Object.hasOwn(learners, name) ? learners[name] : undefined;
if (!learn || values.data === undefined || values.out === undefined) {
  throw new Error('usage: npm run train -- classifier|rescorer --data FOLDER --out FILE');
}
const bytes = learn(await readAdfa(resolve(values.data)));
writeFileSync(values.out, bytes);
console.log(`${values.out}: ${bytes.length} bytes`);
