import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const Vm = z.object({
  name: z.string(),
  uuid: z.guid(),
  mac: z.string(),
  ip: z.ipv4(),
  role: z.string(),
  /** Its device on the host. */
  tap: z.string(),
  state: z.string(),
  /** What its serial console said, a file. */
  console: z.string(),
  /** Unix sockets of its virtio-serial channels, '' while it is off. */
  channels: z.object({ control: z.string(), agent: z.string() }),
});
const TestbedHost = z.object({
  id: z.string(),
  uris: z.object({ unix: z.string(), unixReadOnly: z.string(), tls: z.string(), ssh: z.string() }),
  ssh: z.object({ host: z.string(), port: z.number(), keyFile: z.string(), knownHosts: z.string() }),
  /** The host's first process, as seen from outside. */
  initPid: z.number(),
  /** Words to set before a command that shall run inside the host. */
  enter: z.string(),
  netns: z.string(),
  bridge: z.string(),
  vms: z.array(Vm),
});
const Status = z.object({ state: z.string(), world: z.string(), truth: z.string(), hosts: z.array(TestbedHost) });

/** What runs, and how to connect to it. */
export type TestbedStatus = z.infer<typeof Status>;

/** The testbed of `testbed.sh`, for programs; each call runs the script and rejects with its words where that fails. */
export const testbed = {
  status: async (): Promise<TestbedStatus> => Status.parse(JSON.parse(await run(['status', '--json']))),
  /** Runs a program inside a host, answers with what it printed. */
  inside: (host: string, ...command: string[]) => run(['exec', host, ...command]),
  /** Runs a shell command in a guest, answers with what it printed; one command at a time for each guest. */
  guest: (host: string, vm: string, command: string) => run(['guest', host, vm, command]),
  /** Any verb of the script. */
  call: (...words: string[]) => run(words),
};

function run(words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'testbed.sh');
    execFile(script, words, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`testbed.sh ${words.slice(0, 3).join(' ')}: ${(stderr + stdout).trim() || error.message}`));
    });
  });
}
