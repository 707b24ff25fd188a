import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import type { HostCommand } from '../host-command.ts';

/** The program that watches a host, and the Node that runs it. */
export interface HostProgram {
  node: string;
  entry: string;
}

/** Longest line that is taken: the inventory of some ten thousand VMs. */
const LONGEST_LINE = 64 * 2 ** 20;
/** Milliseconds without a sign of life after which it is ended; and that it has to end by itself. */
const SILENT_AFTER = 10_000;
const PATIENCE = 3000;
/** What ssh and libvirt's own rules look at; nothing else of the engine's environment is passed on. */
const passed = [
  'HOME',
  'PATH',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'KRB5CCNAME',
  'KRB5_CONFIG',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'SystemRoot',
  'USERPROFILE',
];

/** What a child is given to do its telling. */
export interface HostChildSink {
  /** One line, without its end; never empty. Whatever it throws ends the child: it says what it must not. */
  line: (line: string) => void;
  /** It ended; the sentence says why. Called once. */
  ended: (reason: string) => void;
}

/** One process that watches or tests a host. */
export class HostChild {
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  /** Its process id, for tests and the log. */
  readonly pid: number | undefined;
  private heard = performance.now();
  private readonly watchdog: NodeJS.Timeout;
  private reason = '';

  constructor(program: HostProgram, sink: HostChildSink, silentAfter = SILENT_AFTER) {
    this.child = spawn(program.node, nodeArguments(program), {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Messages of ssh are read by their English words.
      env: { ...pickEnvironment(process.env), LC_ALL: 'C' },
      windowsHide: true,
    });
    this.pid = this.child.pid;
    this.watchdog = setInterval(() => {
      if (performance.now() - this.heard > silentAfter) this.kill('It said nothing any more and was ended.');
    }, silentAfter / 10);
    let complaint = '';
    this.child.stderr?.on('data', (chunk: Buffer) => {
      if (complaint.length < 4000) complaint += chunk.toString('utf8');
    });
    // A child that dies closes its input; writing to it then is not an error of ours.
    this.child.stdin?.on('error', () => {});
    const read = createLineReader((line) => {
      this.heard = performance.now();
      if (line !== '') sink.line(line);
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      if (this.reason !== '') return;
      try {
        read(chunk);
      } catch {
        // What it says cannot be believed any more: nothing of it is taken from here on.
        this.kill('It said what it must not and was ended.');
      }
    });
    this.gone = new Promise((resolve) => {
      let over = false;
      const end = (reason: string): void => {
        if (over) return;
        over = true;
        clearInterval(this.watchdog);
        resolve();
        sink.ended(this.reason || reason);
      };
      this.child.once('error', (problem) => {
        if (this.child.pid === undefined) end(problem.message);
      });
      this.child.once('close', (code, signal) => {
        const last =
          complaint
            .trim()
            .split('\n')
            .findLast((line) => /error/i.test(line)) ?? '';
        end(`It ended with ${signal ?? `code ${code}`}. ${last}`.trim());
      });
    });
  }

  send(command: HostCommand): void {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** Ends it; resolves when it is gone. */
  async close(): Promise<void> {
    this.send({ op: 'stop' });
    this.child.stdin?.end();
    const late = setTimeout(() => this.kill('It was ended.'), PATIENCE);
    await this.gone;
    clearTimeout(late);
  }

  private kill(reason: string): void {
    this.reason ||= reason;
    this.child.kill('SIGKILL');
  }
}

/** Reading is free: keys and certificates lie where their owners want. Writing is not, but for ssh's sockets. */
function nodeArguments(program: HostProgram): string[] {
  return [
    '--permission',
    '--allow-fs-read=*',
    `--allow-fs-write=${tmpdir()}`,
    '--allow-child-process',
    '--disallow-code-generation-from-strings',
    '--no-warnings',
    '--max-old-space-size=256',
    program.entry,
  ];
}

/** What of an environment a process that watches a host gets. */
export function pickEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(passed.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/** Cuts bytes into lines. The reader throws for a line that is too long, and what `take` throws. */
export function createLineReader(take: (line: string) => void, longest = LONGEST_LINE): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let length = 0;
  return (chunk) => {
    let text = decoder.write(chunk);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
      const line = pieces.join('') + text.slice(0, at);
      pieces = [];
      length = 0;
      text = text.slice(at + 1);
      take(line);
    }
    length += text.length;
    if (length > longest) throw new Error('a line without an end');
    if (text !== '') pieces.push(text);
  };
}
