import type { Channel } from './channel.ts';
import {
  describeIssues,
  readEnvelope,
  REQUEST_CHARACTERS,
  requestSchema,
  RESPONSE_CHARACTERS,
  SENTENCE_CHARACTERS,
} from './envelope.ts';
import type { Request, Response } from './envelope.ts';
import type { Contract, Handlers, Procedure } from './procedure.ts';
import { Refusal } from './refusal.ts';
import { pumpStream } from './stream-pump.ts';
import type { Pump } from './stream-pump.ts';

/** One line of the audit log; a command writes `asked` before it runs and one more when it is over. */
export interface AuditEntry {
  name: string;
  /** As parsed; null where it could not be. */
  input: unknown;
  stage: 'asked' | 'done' | 'refused' | 'cancelled' | 'failed';
  /** Why, where it was refused or failed; else ''. */
  message: string;
}

/** Where the server writes: `audit` every command (a throw stops the command), `log` every bug, once, under its id. */
export interface ServerSinks {
  audit(entry: AuditEntry): void;
  log(entry: { id: string; name: string; error: unknown }): void;
}

/** Most requests of one channel at work at a time. */
const AT_WORK = 256;

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown;
interface Task {
  controller: AbortController;
  /** The one final answer has been given. */
  answered: boolean;
  pump: Pump | null;
}

let bugs = 0;

/**
 * Answers the requests of one channel with `handlers`: parses each input before a handler sees it and each output
 * before it leaves. Lives until the channel closes, which aborts what is at work.
 */
export function createServer<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  channel: Channel,
  sinks: ServerSinks,
): void {
  const tasks = new Map<number, Task>();
  let closed = false;

  function send(response: Response): void {
    if (closed) return;
    const text = JSON.stringify(response);
    if (text.length > RESPONSE_CHARACTERS) {
      throw new Refusal('too-large', `The answer has more than ${RESPONSE_CHARACTERS} characters; ask for less.`);
    }
    channel.send(text);
  }
  /** Gives the one final answer, unless it was given. */
  function finish(task: Task, response: Response): void {
    if (task.answered) return;
    send(response);
    task.answered = true;
  }
  function refuse(id: number | null, code: Refusal['code'], message: string): void {
    send({ kind: 'refusal', id, code, message: message.slice(0, SENTENCE_CHARACTERS) });
  }
  /** Turns whatever was thrown into what may cross. */
  function toRefusal(name: string, error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const id = `${Date.now().toString(36)}-${(bugs += 1)}`;
    sinks.log({ id, name, error });
    return new Refusal('internal', `The engine failed at ${name}; its log says more under ${id}.`);
  }

  async function work(request: Request & { kind: 'call' | 'follow' }, procedure: Procedure, task: Task): Promise<void> {
    const { id, name } = request;
    const isCommand = procedure.kind === 'command';
    let input: unknown = null;
    const record = (stage: AuditEntry['stage'], message = ''): void => {
      if (isCommand) sinks.audit({ name, input, stage, message });
    };
    try {
      const parsed = procedure.input.safeParse(request.input);
      if (!parsed.success) throw new Refusal('invalid', describeIssues(parsed.error));
      input = parsed.data;
      if (task.controller.signal.aborted) return;
      record('asked');
      const handler = handlers[name as keyof C] as AnyHandler;
      if (procedure.kind === 'stream') {
        const values = handler(input, task.controller.signal) as AsyncIterable<unknown>;
        const check = (value: unknown): unknown => procedure.output.parse(value);
        task.pump = pumpStream(values, task.controller.signal, (sequence, value) =>
          send({ kind: 'value', id, sequence, value: check(value) }),
        );
        await task.pump.done;
        finish(task, { kind: 'end', id });
      } else {
        const output = procedure.output.parse(await handler(input, task.controller.signal));
        record('done');
        finish(task, { kind: 'result', id, output });
      }
    } catch (error) {
      // A handler that stops because it was told to is neither a bug nor a refusal.
      if (task.controller.signal.aborted) record('cancelled');
      else {
        const refusal = toRefusal(name, error);
        refuse(id, refusal.code, refusal.message);
        task.answered = true;
        record(refusal.code === 'internal' ? 'failed' : 'refused', refusal.message);
      }
    }
  }

  function begin(request: Request & { kind: 'call' | 'follow' }): void {
    const { id, name, kind } = request;
    if (tasks.has(id)) return refuse(null, 'malformed', `request ${id} is at work already`);
    if (tasks.size >= AT_WORK) return refuse(id, 'too-many', `more than ${AT_WORK} requests at once`);
    const procedure = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (procedure === undefined) return refuse(id, 'unsupported', 'no such procedure');
    if ((procedure.kind === 'stream') !== (kind === 'follow')) {
      return refuse(id, 'unsupported', `${name} is a ${procedure.kind}`);
    }
    const task: Task = { controller: new AbortController(), answered: false, pump: null };
    tasks.set(id, task);
    void work(request, procedure, task)
      .catch((error: unknown) => void toRefusal(name, error))
      .finally(() => tasks.delete(id));
  }

  function cancel(id: number): void {
    const task = tasks.get(id);
    // The answer and the wish to cancel may pass each other on the way.
    if (task === undefined || task.answered) return;
    refuse(id, 'cancelled', 'cancelled by the caller');
    task.answered = true;
    task.controller.abort();
  }

  channel.onMessage((message) => {
    const reading = readEnvelope(message, requestSchema, REQUEST_CHARACTERS);
    if (!reading.ok) return refuse(reading.id, reading.tooLarge ? 'too-large' : 'malformed', reading.reason);
    const request = reading.message;
    if (request.kind === 'cancel') return cancel(request.id);
    if (request.kind !== 'acknowledge') return begin(request);
    const task = tasks.get(request.id);
    if (task === undefined || task.answered || task.pump === null) return;
    if (!task.pump.acknowledge(request.sequence)) refuse(null, 'malformed', 'acknowledged what was not sent');
  });
  channel.onClose(() => {
    closed = true;
    for (const task of tasks.values()) {
      task.answered = true;
      task.controller.abort();
    }
  });
}
