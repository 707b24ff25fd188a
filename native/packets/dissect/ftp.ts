import type { FtpRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { LineDialogue } from './line-dialogue.ts';
import { decodeText, NAME_LIMIT, TEXT_LIMIT } from './text.ts';
import { TlsDissector } from './tls.ts';

const LINE_LIMIT = 1024;
const PENDING_LIMIT = 32;

type Command = Omit<FtpRecord, 'flow'>;

/** Reads `h1,h2,h3,h4,p1,p2`, as PORT sends and 227 answers. */
function readHostPort(text: string): { address: string; port: number } | null {
  const parts = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text);
  if (parts === null) return null;
  const numbers = parts.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return null;
  return { address: numbers.slice(0, 4).join('.'), port: (numbers[4] ?? 0) * 256 + (numbers[5] ?? 0) };
}

/** Reads `|protocol|address|port|`, as EPRT sends and 229 answers (there with nothing but the port). */
function readExtended(text: string): { address: string; port: number } | null {
  const parts = /([|!-~])\d?\1([0-9a-fA-F:.]{0,45})\1(\d{1,5})\1/.exec(text);
  const port = Number(parts?.[3] ?? 0);
  return parts === null || port > 65_535 ? null : { address: parts[2] ?? '', port };
}

/** FTP control: a record per command with its reply; passwords are never kept. A log-in record per try. */
export class FtpDissector implements Dissector {
  readonly service = 'ftp';
  readonly #output: DissectorOutput;
  readonly #dialogue: LineDialogue;
  #pending: Command[] = [];
  #user = '';
  /** Inside a reply of several lines, its code; 0 outside. */
  #multiline = 0;

  constructor(output: DissectorOutput, clientIsOriginator: boolean) {
    this.#output = output;
    this.#dialogue = new LineDialogue(
      clientIsOriginator,
      LINE_LIMIT,
      (isClient, bytes, start, end, _wireLength, time) => {
        const line = decodeText(bytes, start, end, LINE_LIMIT);
        if (isClient) this.#command(line, time);
        else this.#reply(line);
      },
    );
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    return this.#dialogue.payload(fromOriginator, bytes, time);
  }

  gap(fromOriginator: boolean, missing?: number): boolean {
    return this.#dialogue.gap(fromOriginator, missing);
  }

  end(time: number): void {
    for (const command of this.#pending) this.#emit(command);
    this.#pending = [];
    this.#dialogue.end(time);
  }

  #command(line: string, time: number): void {
    const parts = /^[^A-Za-z]{0,8}([A-Za-z]{3,8})(?:\s(.*))?$/s.exec(line);
    if (parts === null) return;
    const command = (parts[1] ?? '').toUpperCase();
    const argument = (parts[2] ?? '').trim().slice(0, TEXT_LIMIT);
    const isSecret = command === 'PASS' || command === 'ACCT' || command === 'ADAT';
    const record: Command = {
      kind: 'ftp',
      time,
      command,
      argument: isSecret ? '' : argument,
      code: 0,
      dataAddress: '',
      dataPort: 0,
    };
    if (command === 'USER') this.#user = argument.slice(0, NAME_LIMIT);
    if (command === 'PORT') this.#note(record, readHostPort(argument));
    if (command === 'EPRT') this.#note(record, readExtended(argument));
    if (this.#pending.length >= PENDING_LIMIT) {
      const oldest = this.#pending.shift();
      if (oldest !== undefined) this.#emit(oldest);
    }
    this.#pending.push(record);
  }

  #note(record: Command, where: { address: string; port: number } | null): void {
    if (where === null) return;
    record.dataAddress = where.address;
    record.dataPort = where.port;
  }

  #reply(line: string): void {
    const parts = /^(\d{3})([ -]|$)/.exec(line);
    if (parts === null) return;
    const code = Number(parts[1]);
    if (parts[2] === '-') {
      if (this.#multiline === 0) this.#multiline = code;
      return;
    }
    if (this.#multiline !== 0 && this.#multiline !== code) return;
    this.#multiline = 0;
    const [record] = this.#pending;
    if (record === undefined) return;
    record.code = code;
    // A preliminary reply: the one that counts follows when the transfer is through.
    if (code < 200) return;
    if (code === 227) this.#note(record, readHostPort(line));
    if (code === 229) this.#note(record, readExtended(line));
    this.#pending.shift();
    this.#emit(record);
    if (record.command === 'AUTH' && code === 234) this.#dialogue.handOver(new TlsDissector(this.#output));
  }

  #emit(record: Command): void {
    this.#output.record(record);
    const { code, command, time } = record;
    const isTry = command === 'PASS' || (command === 'USER' && code === 230);
    if (isTry) {
      const ok = code === 0 || code === 332 ? null : code < 400;
      this.#output.record({ kind: 'login', protocol: 'ftp', time, user: this.#user, ok });
    }
  }
}
