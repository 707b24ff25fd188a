import { z } from 'zod';
import type { Connection } from '../../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../../native/libvirt/libvirt-error.ts';

/** Bytes written at once: well below what libvirt and the guest agent take in one message. */
const PIECE = 128 * 1024;
/** Seconds until one command is given up, and milliseconds between two looks at a program that runs. */
const COMMAND_SECONDS = 20;
const LOOK_EVERY = 300;
/** libvirt's error numbers. */
const NOT_CONFIGURED = 74;
const UNRESPONSIVE = 86;

const executed = z.object({
  exited: z.boolean(),
  exitcode: z.number().int().optional(),
  signal: z.number().int().optional(),
  'out-data': z.base64().optional(),
  'err-data': z.base64().optional(),
});

/** What a program that ran in a guest left. */
export interface GuestRun {
  code: number;
  output: string;
  errors: string;
}

/** Why something cannot be done in a guest, in words with what to do. */
export class GuestAgentError extends Error {}

/** The guest agent of QEMU in one VM, by libvirt. What it answers is a guest's word: checked, never trusted. */
export class QemuGuestAgent {
  readonly #connection: Connection;
  readonly #dom: { name: string; uuid: string; id: number };
  readonly #signal: AbortSignal;

  constructor(connection: Connection, dom: { name: string; uuid: string; id: number }, signal: AbortSignal) {
    this.#connection = connection;
    this.#dom = dom;
    this.#signal = signal;
  }

  /** @throws GuestAgentError where it does not answer or may not do what installing takes */
  async check(): Promise<void> {
    await this.#ask('guest-ping', {}, z.unknown());
    const info = z.object({
      supported_commands: z.array(z.object({ name: z.string(), enabled: z.boolean() })).max(1000),
    });
    const { supported_commands: known } = await this.#ask('guest-info', {}, info);
    const lacking = [
      'guest-file-open',
      'guest-file-write',
      'guest-file-close',
      'guest-exec',
      'guest-exec-status',
    ].filter((name) => !known.some((command) => command.name === name && command.enabled));
    if (lacking.length > 0)
      throw new GuestAgentError(
        `The guest agent of QEMU in this VM may not do ${lacking.join(', ')}: allow these in /etc/sysconfig/qemu-ga or its BLOCK_RPCS in the guest, or install by another way.`,
      );
  }

  /** Writes a file. @param progress hears of the bytes written so far */
  async write(path: string, bytes: Buffer, progress: (written: number) => void): Promise<void> {
    const handle = await this.#ask('guest-file-open', { path, mode: 'w' }, z.number().int());
    try {
      for (let at = 0; at < bytes.length;) {
        const piece = bytes.subarray(at, at + PIECE);
        const { count } = await this.#ask(
          'guest-file-write',
          { handle, 'buf-b64': piece.toString('base64') },
          z.object({ count: z.number().int().min(1).max(piece.length) }),
        );
        progress((at += count));
      }
    } finally {
      await this.#ask('guest-file-close', { handle }, z.unknown());
    }
  }

  /** Runs a shell script to its end. */
  async run(script: string): Promise<GuestRun> {
    const started = await this.#ask(
      'guest-exec',
      { path: '/bin/sh', arg: ['-c', script], 'capture-output': true },
      z.object({ pid: z.number().int() }),
    );
    for (;;) {
      const state = await this.#ask('guest-exec-status', { pid: started.pid }, executed);
      if (state.exited)
        return {
          code: state.exitcode ?? 128 + (state.signal ?? 0),
          output: fromBase64(state['out-data']),
          errors: fromBase64(state['err-data']),
        };
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_EVERY);
      });
      this.#signal.throwIfAborted();
    }
  }

  async #ask<T>(execute: string, args: object, answer: z.ZodType<T>): Promise<T> {
    const cmd = JSON.stringify({ execute, arguments: args });
    let result: string | null;
    try {
      ({ result } = await this.#connection.call(
        'QEMU_DOMAIN_AGENT_COMMAND',
        { dom: this.#dom, cmd, timeout: COMMAND_SECONDS, flags: 0 },
        { deadline: (COMMAND_SECONDS + 10) * 1000, signal: this.#signal },
      ));
    } catch (thrown) {
      throw thrown instanceof LibvirtError ? explain(thrown, execute) : thrown;
    }
    let said: unknown;
    try {
      said = JSON.parse(result ?? '');
    } catch {
      said = null;
    }
    const parsed = z.object({ return: answer }).safeParse(said);
    if (!parsed.success) throw new GuestAgentError(`The guest agent of QEMU answered ${execute} with something else.`);
    return parsed.data.return;
  }
}

function explain(error: LibvirtError, execute: string): GuestAgentError {
  if (error.code === NOT_CONFIGURED)
    return new GuestAgentError(
      'This VM has no channel for the guest agent of QEMU: add org.qemu.guest_agent.0 and install qemu-guest-agent in it, or install by another way (--by seed, --by print).',
    );
  if (error.code === UNRESPONSIVE)
    return new GuestAgentError(
      'The guest agent of QEMU does not answer in this VM: start qemu-guest-agent there, or install by another way (--by seed, --by print).',
    );
  return new GuestAgentError(`The guest agent of QEMU refuses ${execute}: ${error.message.slice(0, 500)}`);
}

function fromBase64(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64')
    .toString('utf8')
    .slice(0, 10_000);
}
