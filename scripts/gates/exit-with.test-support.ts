// What the launcher's test runs.
const code: number = Number(process.argv[2]);
process.stdout.write(`ending with ${code}\n`);
process.exitCode = code;
