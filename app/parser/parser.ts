// The parsing child: reads hostile bytes where there is neither a network nor a secret to reach.
import { runParser } from '../../main/captures/io/parser-program.ts';

await runParser(process.stdin, process.stdout);
