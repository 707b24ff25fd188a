import type { SaslMechanism } from './sasl-mechanism.ts';

/** PLAIN (RFC 4616): hands over the password as it is, so only where the connection is encrypted. */
export class Plain implements SaslMechanism {
  readonly name = 'PLAIN';
  /** It lets the other side prove nothing: that is left to its certificate. */
  readonly proved = true;
  readonly #message: string;

  constructor(username: string, password: string) {
    if (username.includes('\0') || password.includes('\0')) throw new Error('a credential holds a NUL');
    this.#message = `\0${username}\0${password}`;
  }

  start(): string {
    return this.#message;
  }

  step(): string {
    throw new Error('PLAIN knows no second step');
  }
}
