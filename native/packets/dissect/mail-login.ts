import type { LoginRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { LineDialogue } from './line-dialogue.ts';
import { SaslExchange } from './sasl.ts';
import { decodeLatin1, NAME_LIMIT } from './text.ts';
import { TlsDissector } from './tls.ts';

const LINE_LIMIT = 1024;

/** A try on its way: what IMAP tagged it with, and whether SASL lines of the client still belong to it. */
interface Try {
  tag: string;
  user: string;
  sasl: SaslExchange | null;
  time: number;
}

function unquote(word: string): string {
  return word.replaceAll('"', '').slice(0, NAME_LIMIT);
}

/** Log-ins of POP3 and IMAP: a record per try with its user and outcome; the mail itself is not read. */
export class MailLoginDissector implements Dissector {
  readonly service: 'pop3' | 'imap';
  readonly #output: DissectorOutput;
  readonly #dialogue: LineDialogue;
  #user = '';
  #try: Try | null = null;
  #startTls = '';

  constructor(output: DissectorOutput, protocol: 'pop3' | 'imap', clientIsOriginator: boolean) {
    this.service = protocol;
    this.#output = output;
    this.#dialogue = new LineDialogue(
      clientIsOriginator,
      LINE_LIMIT,
      (isClient, bytes, start, end, _wireLength, time) => {
        const line = decodeLatin1(bytes, start, end, LINE_LIMIT);
        if (this.#try?.sasl !== null && this.#try?.sasl !== undefined && isClient) this.#try.sasl.answer(line);
        else if (isClient) this.#command(line, time);
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
    this.#settle(null);
    this.#dialogue.end(time);
  }

  #command(line: string, time: number): void {
    const words = line.split(' ', 5);
    const isImap = this.service === 'imap';
    const tag = isImap ? (words.shift() ?? '') : '';
    const verb = (words[0] ?? '').toUpperCase();
    const first = unquote(words[1] ?? '');
    switch (verb) {
      case 'USER':
        this.#user = first;
        break;
      case 'PASS':
        this.#begin({ tag, user: this.#user, sasl: null, time });
        break;
      case 'LOGIN':
      case 'APOP':
        this.#begin({ tag, user: first, sasl: null, time });
        break;
      case 'AUTHENTICATE':
      case 'AUTH':
        if (first !== '') this.#begin({ tag, user: '', sasl: new SaslExchange(first, words[2] ?? ''), time });
        break;
      case 'STLS':
      case 'STARTTLS':
        this.#startTls = isImap ? tag : '+OK';
        break;
      default:
    }
  }

  #begin(attempt: Try): void {
    this.#settle(null);
    this.#try = attempt;
  }

  #reply(line: string): void {
    const [first = '', second = ''] = line.split(' ', 2);
    const isImap = this.service === 'imap';
    const isOk = isImap ? second.toUpperCase() === 'OK' : first === '+OK';
    const isRefusal = isImap ? ['NO', 'BAD'].includes(second.toUpperCase()) : first === '-ERR';
    if (!isOk && !isRefusal) return;
    if (this.#startTls !== '' && (!isImap || first === this.#startTls)) {
      this.#startTls = '';
      if (isOk) this.#dialogue.handOver(new TlsDissector(this.#output));
      return;
    }
    if (this.#try !== null && (!isImap || first === this.#try.tag)) this.#settle(isOk);
  }

  #settle(ok: LoginRecord['ok']): void {
    const attempt = this.#try;
    this.#try = null;
    if (attempt === null) return;
    const user = attempt.sasl === null ? attempt.user : attempt.sasl.user;
    this.#output.record({ kind: 'login', protocol: this.service, time: attempt.time, user, ok });
  }
}
