// The process that watches one host: it may be stuck or ended at any time without harm to the others.
import { runHostProgram } from '../../main/hosts/io/host-program.ts';

await runHostProgram(process.stdin, process.stdout);
// What a stuck call of the system still holds must not keep it alive.
process.exit(0);
