import type { LoginRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { decodeLatin1, NAME_LIMIT } from './text.ts';

const IAC = 255;
const SUBNEGOTIATION = 250;
const SUBNEGOTIATION_END = 240;
/** The end of what the server said: enough for a prompt and the sentence before it. */
const PROMPT_LIMIT = 160;
/** Server bytes without a prompt after which the dialogue is taken to be over: then it is the shell that speaks. */
const PATIENCE = 16_384;

const USER_PROMPT = /(?:login|user ?name|user|account)\s?:\s*$/i;
const SECRET_PROMPT = /(?:password|passcode|passwd)[^:\n]{0,40}:\s*$/i;
const REFUSAL = /incorrect|fail|denied|invalid|bad (?:user|pass|login)|wrong|reject|error/i;
const SHELL_PROMPT = /[$#>%~]\s?$|last login|welcome|busybox|built-in shell/i;

/** One direction's bytes with the telnet commands taken out. */
class TelnetText {
  #state: 'text' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'text';

  /** Calls `put` with each byte that is text. */
  push(bytes: Uint8Array, put: (byte: number) => void): void {
    for (const byte of bytes) {
      switch (this.#state) {
        case 'text':
          if (byte === IAC) this.#state = 'iac';
          else put(byte);
          break;
        case 'iac':
          this.#state = byte === SUBNEGOTIATION ? 'sub' : byte > SUBNEGOTIATION && byte < IAC ? 'option' : 'text';
          break;
        case 'option':
          this.#state = 'text';
          break;
        case 'sub':
          if (byte === IAC) this.#state = 'sub-iac';
          break;
        case 'sub-iac':
          this.#state = byte === SUBNEGOTIATION_END ? 'text' : 'sub';
          break;
        default:
      }
    }
  }
}

/** Telnet log-in dialogues: a record per try with the user typed and whether a shell or a refusal followed. */
export class TelnetDissector implements Dissector {
  readonly service = 'telnet';
  readonly #output: DissectorOutput;
  readonly #clientIsOriginator: boolean;
  readonly #texts: readonly [TelnetText, TelnetText] = [new TelnetText(), new TelnetText()];
  readonly #said = new Uint8Array(PROMPT_LIMIT * 2);
  #saidSize = 0;
  #patience = PATIENCE;
  #typed = '';
  #user = '';
  #expects: 'nothing' | 'user' | 'secret' = 'nothing';
  #try: Omit<LoginRecord, 'flow'> | null = null;

  constructor(output: DissectorOutput, clientIsOriginator: boolean) {
    this.#output = output;
    this.#clientIsOriginator = clientIsOriginator;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    const isClient = fromOriginator === this.#clientIsOriginator;
    const text = this.#texts[isClient ? 0 : 1];
    if (isClient) {
      text.push(bytes, (byte) => {
        this.#type(byte, time);
      });
    } else {
      text.push(bytes, (byte) => {
        this.#say(byte);
      });
    }
    return this.#patience > 0;
  }

  gap(): boolean {
    return true;
  }

  end(): void {
    this.#judge(this.#recent());
    this.#settle(null);
  }

  #say(byte: number): void {
    if (byte === 0 || this.#patience <= 0) return;
    this.#patience--;
    if (this.#saidSize === this.#said.length) {
      this.#said.copyWithin(0, PROMPT_LIMIT);
      this.#saidSize = PROMPT_LIMIT;
    }
    this.#said[this.#saidSize++] = byte;
    // A prompt ends in a colon or a shell's sign, perhaps with a blank; only there, and at line ends, is it worth looking.
    if (!isPromptEnd(byte)) return;
    const said = this.#recent();
    this.#judge(said);
    if (SECRET_PROMPT.test(said)) {
      this.#ask('secret');
    } else if (USER_PROMPT.test(said)) {
      // Asked for a name again: the last try did not go through.
      this.#settle(false);
      this.#ask('user');
    }
  }

  #recent(): string {
    return decodeLatin1(this.#said, Math.max(0, this.#saidSize - PROMPT_LIMIT), this.#saidSize, PROMPT_LIMIT);
  }

  #ask(what: 'user' | 'secret'): void {
    this.#expects = what;
    this.#saidSize = 0;
    this.#typed = '';
    this.#patience = PATIENCE;
  }

  #judge(said: string): void {
    if (this.#try === null) return;
    if (REFUSAL.test(said)) this.#settle(false);
    else if (SHELL_PROMPT.test(said)) this.#settle(true);
  }

  #type(byte: number, time: number): void {
    if (byte === 8 || byte === 127) {
      this.#typed = this.#typed.slice(0, -1);
    } else if (byte === 13 || byte === 10) {
      this.#enter(time);
    } else if (byte !== 0 && this.#typed.length < NAME_LIMIT) {
      this.#typed += String.fromCharCode(byte);
    }
  }

  #enter(time: number): void {
    const typed = this.#typed;
    this.#typed = '';
    if (this.#expects === 'user' && typed !== '') {
      this.#user = typed;
      this.#expects = 'nothing';
    } else if (this.#expects === 'secret') {
      this.#expects = 'nothing';
      this.#saidSize = 0;
      this.#settle(null);
      this.#try = { kind: 'login', protocol: 'telnet', time, user: this.#user, ok: null };
    }
  }

  #settle(ok: boolean | null): void {
    if (this.#try !== null) this.#output.record({ ...this.#try, ok });
    this.#try = null;
  }
}

function isPromptEnd(byte: number): boolean {
  return (
    byte === 0x3a || byte === 0x20 || byte === 0x0a || byte === 0x23 || byte === 0x24 || byte === 0x25 || byte === 0x3e
  );
}
