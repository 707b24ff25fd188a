import type { SmtpRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { isWord } from './http-line.ts';
import { LineDialogue } from './line-dialogue.ts';
import { SaslExchange } from './sasl.ts';
import { decodeLatin1, decodeText, NAME_LIMIT, TEXT_LIMIT } from './text.ts';
import { TlsDissector } from './tls.ts';

const LINE_LIMIT = 1024;
const RECIPIENT_LIMIT = 16;
const PENDING_LIMIT = 64;

const COMMAND = /^(?:MAIL FROM:|RCPT TO:|QUIT$|RSET$|NOOP$|EHLO |HELO |AUTH )/i;

type Waiting = 'AUTH' | 'STARTTLS' | 'DATA' | 'OTHER';

/** Address between angle brackets of a MAIL or RCPT command, else the first word after the colon. */
function address(argument: string): string {
  const text = argument.slice(argument.indexOf(':') + 1).trim();
  const close = text.indexOf('>');
  const path = text.startsWith('<') && close > 0 ? text.slice(1, close) : (text.split(' ', 1)[0] ?? '');
  return path.slice(0, NAME_LIMIT);
}

/**
 * SMTP and submission. One record per message, or one for a session that sent none; a log-in record per AUTH.
 * After STARTTLS the inner TLS is read and the service stays `smtp`.
 */
export class SmtpDissector implements Dissector {
  readonly service = 'smtp';
  readonly #output: DissectorOutput;
  readonly #dialogue: LineDialogue;
  /** Commands whose reply is still to come; the greeting is a reply to none. */
  #waiting: Waiting[] = [];
  #sasl: SaslExchange | null = null;
  #message: 'none' | 'header' | 'body' = 'none';
  #inSubject = false;
  #session: Omit<SmtpRecord, 'flow'> | null = null;
  #messages = 0;

  constructor(output: DissectorOutput, clientIsOriginator: boolean) {
    this.#output = output;
    this.#dialogue = new LineDialogue(
      clientIsOriginator,
      LINE_LIMIT,
      (isClient, bytes, start, end, wireLength, time) => {
        if (!isClient) this.#reply(bytes, start, end);
        else if (this.#message === 'none') this.#command(decodeLatin1(bytes, start, end, LINE_LIMIT), time);
        else this.#content(bytes, start, end, wireLength);
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
    if (this.#sasl !== null) this.#endAuth(null);
    const session = this.#session;
    if (session !== null && (this.#messages === 0 || session.from !== '')) this.#output.record(session);
    this.#session = null;
    this.#dialogue.end(time);
  }

  #open(time: number): Omit<SmtpRecord, 'flow'> {
    this.#session ??= {
      kind: 'smtp',
      time,
      helo: '',
      from: '',
      to: [],
      subject: '',
      auth: false,
      authOk: false,
      startTls: false,
      bytes: 0,
    };
    return this.#session;
  }

  /** Gives the message's record and begins anew, the session's own facts kept. */
  #close(): void {
    const session = this.#session;
    if (session === null) return;
    this.#messages++;
    this.#output.record(session);
    this.#session = { ...session, from: '', to: [], subject: '', bytes: 0 };
  }

  #command(line: string, time: number): void {
    const session = this.#open(time);
    if (this.#sasl !== null) {
      // Where the server's replies were not captured only the next command shows that the exchange is over.
      if (!COMMAND.test(line)) {
        this.#sasl.answer(line);
        return;
      }
      this.#endAuth(null);
    }
    const space = line.indexOf(' ');
    const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase();
    const argument = space < 0 ? '' : line.slice(space + 1).trim();
    let waiting: Waiting = 'OTHER';
    switch (verb) {
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        session.helo = argument.slice(0, NAME_LIMIT);
        break;
      case 'MAIL':
        if (session.from !== '' || session.to.length > 0) this.#close();
        this.#open(time).from = address(argument);
        this.#open(time).time = time;
        break;
      case 'RCPT':
        if (session.to.length < RECIPIENT_LIMIT) session.to.push(address(argument));
        break;
      case 'AUTH': {
        const [mechanism = '', initial = ''] = argument.split(' ', 2);
        session.auth = true;
        this.#sasl = new SaslExchange(mechanism, initial);
        waiting = 'AUTH';
        break;
      }
      case 'STARTTLS':
        waiting = 'STARTTLS';
        break;
      case 'DATA':
        waiting = 'DATA';
        this.#message = 'header';
        this.#inSubject = false;
        break;
      case 'BDAT': {
        const [size = '', last = ''] = argument.split(' ', 2);
        const count = /^\d{1,12}$/.test(size) ? Number(size) : 0;
        session.bytes += count;
        if (count > 0) this.#dialogue.skip(count);
        if (last.toUpperCase() === 'LAST') this.#close();
        break;
      }
      default:
    }
    if (this.#waiting.length < PENDING_LIMIT) this.#waiting.push(waiting);
  }

  /** A line between DATA and the lone dot. */
  #content(bytes: Uint8Array, start: number, end: number, wireLength: number): void {
    const session = this.#session;
    if (session === null) return;
    if (end - start === 1 && bytes[start] === 0x2e) {
      this.#message = 'none';
      this.#waiting.push('OTHER');
      this.#close();
      return;
    }
    session.bytes += wireLength;
    if (this.#message !== 'header') return;
    if (end === start) {
      this.#message = 'body';
    } else if (bytes[start] === 0x20 || bytes[start] === 9) {
      if (this.#inSubject)
        session.subject = (session.subject + decodeText(bytes, start, end, TEXT_LIMIT)).slice(0, TEXT_LIMIT);
    } else {
      this.#inSubject = isWord(bytes, start, Math.min(end, start + 8), 'subject:');
      if (this.#inSubject) session.subject = decodeText(bytes, start + 8, end, TEXT_LIMIT).trimStart();
    }
  }

  #reply(bytes: Uint8Array, start: number, end: number): void {
    // `250-` goes on, `250 ` or `250` ends a reply.
    if (end - start < 3 || bytes[start + 3] === 0x2d) return;
    const kind = (bytes[start] ?? 0) - 0x30;
    if (kind < 2 || kind > 5) return;
    const [waiting] = this.#waiting;
    if (waiting === undefined) return;
    const isAccepted = kind === 2;
    switch (waiting) {
      case 'AUTH':
        if (kind === 3) return;
        this.#endAuth(isAccepted);
        break;
      case 'STARTTLS':
        if (isAccepted && this.#session !== null) {
          this.#session.startTls = true;
          this.#dialogue.handOver(new TlsDissector(this.#output));
        }
        break;
      case 'DATA':
        // Anything but 354 means that no content follows.
        if (kind !== 3) this.#message = 'none';
        break;
      default:
    }
    this.#waiting.shift();
  }

  #endAuth(ok: boolean | null): void {
    const session = this.#session;
    if (session === null || this.#sasl === null) return;
    if (ok === true) session.authOk = true;
    this.#output.record({ kind: 'login', protocol: 'smtp', time: session.time, user: this.#sasl.user, ok });
    this.#sasl = null;
  }
}
