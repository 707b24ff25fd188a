import type { Dissector, DissectorOutput } from './dissector.ts';
import { readU32 } from './numbers.ts';

const VERSION_BYTES = 12;
const CHALLENGE_BYTES = 16;
const VNC_AUTHENTICATION = 2;

/** What the server sends next. */
type Stage = 'version' | 'types' | 'type-list' | 'type33' | 'challenge' | 'result' | 'over';

const SIZES: Readonly<Record<Stage, number>> = {
  version: VERSION_BYTES,
  types: 1,
  'type-list': 0,
  type33: 4,
  challenge: CHALLENGE_BYTES,
  result: 4,
  over: 0,
};

/** VNC (RFB) with password authentication: a log-in record per try, with its outcome. RFB knows no user. */
export class VncDissector implements Dissector {
  readonly service = 'vnc';
  readonly #output: DissectorOutput;
  readonly #serverIsOriginator: boolean;
  readonly #held = new Uint8Array(256);
  #heldSize = 0;
  #wanted = VERSION_BYTES;
  #stage: Stage = 'version';
  #minor = 8;
  /** Client bytes still expected before the one that chooses a type: its own version. */
  #clientVersion = VERSION_BYTES;
  #chosen = 0;
  #time = -1;

  constructor(output: DissectorOutput, serverIsOriginator: boolean) {
    this.#output = output;
    this.#serverIsOriginator = serverIsOriginator;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (fromOriginator === this.#serverIsOriginator) this.#server(bytes, time);
    else this.#client(bytes);
    return this.#stage !== 'over';
  }

  gap(): boolean {
    return false;
  }

  end(): void {
    this.#settle(null);
  }

  #client(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#clientVersion > 0) {
        // `RFB 003.00x\n`: the client's version is the one that is spoken.
        if (this.#clientVersion === 2 && byte >= 0x30 && byte <= 0x39) this.#minor = byte - 0x30;
        this.#clientVersion--;
      } else if (this.#chosen === 0 && this.#stage !== 'version') {
        this.#chosen = byte;
      }
    }
  }

  #server(bytes: Uint8Array, time: number): void {
    for (const byte of bytes) {
      if (this.#stage === 'over') return;
      if (this.#heldSize < this.#held.length) this.#held[this.#heldSize++] = byte;
      if (this.#heldSize >= this.#wanted) this.#advance(time);
    }
  }

  #go(stage: Stage, wanted = SIZES[stage]): void {
    this.#stage = stage;
    this.#wanted = wanted;
    this.#heldSize = 0;
  }

  #advance(time: number): void {
    switch (this.#stage) {
      case 'version':
        this.#go('types');
        break;
      case 'types':
        // The client has answered with its version by now, so which form follows is known.
        if (this.#minor < 7) {
          this.#stage = 'type33';
          this.#wanted = SIZES.type33;
        } else if (this.#held[0] === 0) {
          this.#go('over');
        } else {
          this.#go('type-list', this.#held[0]);
        }
        break;
      case 'type-list':
        this.#go('challenge');
        break;
      case 'type33':
        this.#chosen = readU32(this.#held, 0);
        this.#go(this.#chosen === VNC_AUTHENTICATION ? 'challenge' : 'over');
        break;
      case 'challenge':
        this.#time = this.#chosen === VNC_AUTHENTICATION ? time : -1;
        this.#go(this.#chosen === VNC_AUTHENTICATION ? 'result' : 'over');
        break;
      case 'result':
        this.#settle(readU32(this.#held, 0) === 0);
        this.#go('over');
        break;
      default:
    }
  }

  #settle(ok: boolean | null): void {
    if (this.#time >= 0) this.#output.record({ kind: 'login', protocol: 'vnc', time: this.#time, user: '', ok });
    this.#time = -1;
  }
}
