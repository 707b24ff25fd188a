import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { HostReport } from '../host-report.ts';
import { type HostCommand, hostCommandSchema } from '../host-command.ts';
import { HostWatch } from '../watch/watch-host.ts';
import { ChannelRelay } from './channels/relay-channels.ts';
import { createLinkOpener } from './open-link.ts';
import { VmChanger } from './resources/vm-changer.ts';
import { runChecks } from './run-checks.ts';
import { placeOf } from './to-problem.ts';

/** Milliseconds between two signs of life: an empty line, which is no report. */
const ALIVE_EVERY = 2000;
/** With so many bytes that nobody takes, samples are left out: whoever reads is stuck, and they would be old. */
const MOST_UNREAD = 16 * 2 ** 20;

/**
 * The program of a process that one host has: it watches it, tests it, holds the channels to its guests' agents, or changes its VMs, as the
 * first command says. Commands come as lines of JSON, reports go as lines of JSON.
 * It ends when it is told to, or when nobody is there any more to tell it.
 */
export async function runHostProgram(input: Readable, output: Writable): Promise<void> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  // Whoever listened is gone: the end of the input says so too.
  output.on('error', () => lines.close());
  const alive = setInterval(() => output.write('\n'), ALIVE_EVERY);
  const say = (value: object): void => {
    output.write(`${JSON.stringify(value)}\n`);
  };
  const tell = (report: HostReport): void => {
    if (report.type !== 'samples' || output.writableLength < MOST_UNREAD) say(report);
  };
  const stopped = new AbortController();
  let watch: HostWatch | null = null;
  let relay: ChannelRelay | null = null;
  let changer: VmChanger | null = null;
  const obey = (command: HostCommand): void => {
    switch (command.op) {
      case 'watch': {
        const { settings } = command;
        const epoch = `${Date.now()}-${process.pid}`;
        watch = new HostWatch({
          settings,
          place: placeOf(settings.uri),
          open: createLinkOpener(settings.uri),
          tell,
          epoch,
        });
        return;
      }
      case 'test':
        void runChecks(command.settings, say, stopped.signal).then(() => lines.close());
        return;
      case 'channels':
        relay = new ChannelRelay(command.uri, { say, unread: () => output.writableLength });
        return;
      case 'changes':
        changer = new VmChanger(command.uri);
        return;
      case 'limit':
        void changer?.bring(command.id, command.uuid, command.limits).then(say);
        return;
      case 'vms':
      case 'send':
      case 'drop':
      case 'proven':
        relay?.obey(command);
        return;
      case 'pause':
        watch?.pause(command.paused);
        return;
      case 'retry':
        watch?.retry();
        return;
      case 'stop':
        lines.close();
    }
  };
  try {
    for await (const line of lines) {
      if (line !== '') obey(hostCommandSchema.parse(JSON.parse(line)));
    }
  } finally {
    stopped.abort();
    clearInterval(alive);
    input.destroy();
    await Promise.all([
      (watch as HostWatch | null)?.stop(),
      (relay as ChannelRelay | null)?.stop(),
      (changer as VmChanger | null)?.close(),
    ]);
  }
}
