import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SaslMechanism } from './sasl-mechanism.ts';

/** More would only keep this side busy. */
const MOST_ITERATIONS = 1_000_000;
/** RFC 7677 for SHA-256, RFC 5802 for SHA-1. */
const FEWEST_ITERATIONS = 4096;
const HEADER = 'n,,';

/**
 * SCRAM (RFC 5802, RFC 7677) without channel binding: neither side learns the password, and the server proves that it
 * knows it too.
 */
export class Scram implements SaslMechanism {
  readonly name: string;
  proved = false;
  readonly #hash: 'sha256' | 'sha1';
  readonly #password: Buffer;
  readonly #nonce: string;
  readonly #bare: string;
  #serverSignature: Buffer | null = null;

  constructor(
    hash: 'sha256' | 'sha1',
    username: string,
    password: string,
    nonce = randomBytes(24).toString('base64').replaceAll(',', ''),
  ) {
    this.#hash = hash;
    this.name = hash === 'sha256' ? 'SCRAM-SHA-256' : 'SCRAM-SHA-1';
    // NFKC is what SASLprep (RFC 4013) does to all but rare characters.
    this.#password = Buffer.from(password.normalize('NFKC'), 'utf8');
    this.#nonce = nonce;
    this.#bare = `n=${username.normalize('NFKC').replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  }

  start(): string {
    return HEADER + this.#bare;
  }

  step(challenge: string): string {
    return this.#serverSignature ? this.#verify(challenge, this.#serverSignature) : this.#prove(challenge);
  }

  #prove(challenge: string): string {
    const match = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,7})(?:,.*)?$/s.exec(challenge);
    const [nonce, salt, iterations] = [match?.[1] ?? '', match?.[2] ?? '', Number(match?.[3])];
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) throw new Error('the nonce is not ours');
    if (!(iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS)) {
      throw new Error(`${iterations} iterations, not ${FEWEST_ITERATIONS} to ${MOST_ITERATIONS}`);
    }
    const length = this.#hash === 'sha256' ? 32 : 20;
    const salted = pbkdf2Sync(this.#password, Buffer.from(salt, 'base64'), iterations, length, this.#hash);
    const clientKey = this.#hmac(salted, 'Client Key');
    const withoutProof = `c=${Buffer.from(HEADER).toString('base64')},r=${nonce}`;
    const message = `${this.#bare},${challenge},${withoutProof}`;
    const signature = this.#hmac(createHash(this.#hash).update(clientKey).digest(), message);
    this.#serverSignature = this.#hmac(this.#hmac(salted, 'Server Key'), message);
    const proof = clientKey.map((byte, index) => byte ^ signature[index]!);
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
  }

  #verify(challenge: string, expected: Buffer): string {
    const verifier = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(challenge)?.[1] ?? '', 'base64');
    if (verifier.length !== expected.length || !timingSafeEqual(verifier, expected)) {
      throw new Error('the other side does not know the password either');
    }
    this.proved = true;
    return '';
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest();
  }
}
