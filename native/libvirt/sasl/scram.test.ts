import { expect, test } from 'vitest';
import { Plain } from './plain.ts';
import { Scram } from './scram.ts';

/** The exchanges printed in RFC 7677 and RFC 5802. */
const exchanges = [
  {
    hash: 'sha256',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    proof: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    verifier: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
  {
    hash: 'sha1',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    proof: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    verifier: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
] as const;

test.each(exchanges)('SCRAM with $hash as its RFC prints it', ({ hash, nonce, challenge, proof, verifier }) => {
  const scram = new Scram(hash, 'user', 'pencil', nonce);
  expect(scram.start()).toBe(`n,,n=user,r=${nonce}`);
  expect(scram.step(challenge)).toBe(proof);
  expect(scram.proved).toBe(false);
  expect(scram.step(verifier)).toBe('');
  expect(scram.proved).toBe(true);
});

test.each([
  ['a nonce that is not ours', 'r=other,s=QSXCR+Q6sek8bf92,i=4096'],
  ['no nonce of its own', 'r=abc,s=QSXCR+Q6sek8bf92,i=4096'],
  ['too few iterations', 'r=abcd,s=QSXCR+Q6sek8bf92,i=1'],
  ['iterations without end', 'r=abcd,s=QSXCR+Q6sek8bf92,i=9999999'],
  ['nonsense', 'hello'],
])('SCRAM refuses %s', (_name, challenge) => {
  expect(() => new Scram('sha256', 'user', 'pencil', 'abc').step(challenge)).toThrow();
});

test('SCRAM refuses a server that does not know the password', () => {
  const { hash, nonce, challenge } = exchanges[0];
  const scram = new Scram(hash, 'user', 'pencil', nonce);
  scram.step(challenge);
  expect(() => scram.step(exchanges[1].verifier)).toThrow('does not know');
  expect(() => scram.step('e=other-error')).toThrow('does not know');
  expect(scram.proved).toBe(false);
});

test('names are escaped, and two exchanges never share a nonce', () => {
  expect(new Scram('sha256', 'a=b,c', 'x', 'n').start()).toBe('n,,n=a=3Db=2Cc,r=n');
  expect(new Scram('sha256', 'a', 'x').start()).not.toBe(new Scram('sha256', 'a', 'x').start());
});

test('PLAIN says all at once and takes no second step', () => {
  expect(new Plain('ann', 'pass').start()).toBe('\0ann\0pass');
  expect(() => new Plain('ann', 'pass').step()).toThrow();
  expect(() => new Plain('a\0b', 'pass')).toThrow();
});
