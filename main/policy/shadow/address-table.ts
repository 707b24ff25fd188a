import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../../shared/parse-ipv4.ts';

/** Addresses by number: each is read once, however many flows speak of it. */
export class AddressTable {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** IPv4 as a number, −1 for others. */
  readonly #four: number[] = [];
  readonly #six: (bigint | null)[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** Number of an address, from 0; what is none has one too and is in no network. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    const four = parseIpv4(text);
    this.#four.push(four);
    this.#six.push(four < 0 && text.includes(':') ? readIpv6(text) : null);
    return number;
  }

  textOf(number: number): string {
    return this.#texts[number] ?? '';
  }

  /** −1 where it is none. */
  fourOf(number: number): number {
    return this.#four[number] ?? -1;
  }

  sixOf(number: number): bigint | null {
    return this.#six[number] ?? null;
  }
}

/** An IPv6 address as a number. @returns null for what is none */
export function readIpv6(text: string): bigint | null {
  if (!ipaddr.IPv6.isValid(text)) return null;
  let value = 0n;
  for (const part of ipaddr.IPv6.parse(text).parts) value = (value << 16n) | BigInt(part);
  return value;
}
