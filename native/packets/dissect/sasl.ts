import { Buffer } from 'node:buffer';
import { NAME_LIMIT } from './text.ts';

function decodeBase64(text: string): string {
  return Buffer.from(text.slice(0, 1024), 'base64').toString('utf8');
}

/**
 * The user of one SASL exchange, put together from the client's initial response and its further lines.
 * Passwords pass through and are never kept.
 */
export class SaslExchange {
  user = '';
  readonly #mechanism: string;
  #steps = 0;

  /** @param mechanism as sent, any case; `initial` is the initial response in base64, '' without one */
  constructor(mechanism: string, initial: string) {
    this.#mechanism = mechanism.toUpperCase();
    if (initial !== '' && initial !== '=') this.answer(initial);
  }

  /** A line of the client, in base64, answering the server's challenge. */
  answer(line: string): void {
    this.#steps++;
    if (this.user !== '' || this.#steps > 2) return;
    const text = decodeBase64(line);
    switch (this.#mechanism) {
      case 'PLAIN':
        // authorization identity NUL user NUL password
        this.user = text.split('\0', 2)[1] ?? '';
        break;
      case 'LOGIN':
        // The user's name comes first, the password second.
        if (this.#steps === 1) this.user = text;
        break;
      case 'CRAM-MD5':
        this.user = text.split(' ', 1)[0] ?? '';
        break;
      case 'XOAUTH2':
      case 'OAUTHBEARER':
        this.user = /(?:user|a)=([^,]{1,255})/.exec(text.split('\u0001', 1)[0] ?? '')?.[1] ?? '';
        break;
      default:
        // `n,,n=user,r=nonce`
        if (this.#mechanism.startsWith('SCRAM-') && this.#steps === 1)
          this.user = /,n=([^,]{1,255})/.exec(text)?.[1] ?? '';
    }
    this.user = this.user.slice(0, NAME_LIMIT);
  }
}
