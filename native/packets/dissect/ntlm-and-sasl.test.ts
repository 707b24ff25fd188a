import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNtlmUser } from './ntlmssp.ts';
import { SaslExchange } from './sasl.ts';
import { ascii, concat, hex } from './testing/replay.ts';

/** An AUTHENTICATE message in the OEM character set. */
function authenticate(domain: string, user: string): Uint8Array {
  const lengths = (text: string, at: number): Uint8Array =>
    Uint8Array.from([text.length, 0, text.length, 0, at, 0, 0, 0]);
  return concat(
    ascii('NTLMSSP\0'),
    hex('03000000'),
    new Uint8Array(16),
    lengths(domain, 64),
    lengths(user, 64 + domain.length),
    new Uint8Array(16),
    hex('00000000'),
    ascii(domain + user),
  );
}

describe('NTLMSSP', () => {
  it('tells domain and user, wrapped or bare, OEM too', () => {
    const message = authenticate('CORP', 'alice');
    expect(readNtlmUser(message, 0, message.length)).toBe('CORP\\alice');
    const wrapped = concat(hex('a1820100 30'), message);
    expect(readNtlmUser(wrapped, 0, wrapped.length)).toBe('CORP\\alice');
    const bare = authenticate('', 'bob');
    expect(readNtlmUser(bare, 0, bare.length)).toBe('bob');
  });

  it('tells nothing of other messages, cut ones, and offsets that lead away', () => {
    const message = authenticate('CORP', 'alice');
    const first = message.slice();
    first[8] = 1;
    expect(readNtlmUser(first, 0, first.length)).toBe('');
    expect(readNtlmUser(message, 0, 40)).toBe('');
    const away = message.slice();
    away.set(hex('ffffff7f'), 32);
    away.set(hex('ffffffff'), 40);
    expect(readNtlmUser(away, 0, away.length)).toBe('');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const any = concat(ascii('NTLMSSP\0'), hex('03000000'), bytes);
        return readNtlmUser(any, 0, any.length).length <= 511;
      }),
    );
  });
});

describe('SASL', () => {
  it.each([
    ['PLAIN', ['\0user\0secret']],
    ['plain', ['other\0user\0secret']],
    ['LOGIN', ['user', 'secret']],
    ['CRAM-MD5', ['user 0123456789abcdef']],
    ['OAUTHBEARER', ['n,a=user,\u0001host=h\u0001auth=Bearer secret\u0001\u0001']],
    ['SCRAM-SHA-256', ['n,,n=user,r=nonce', 'c=biws,r=nonce,p=secret']],
    ['XOAUTH2', ['user=user\u0001auth=Bearer secret\u0001\u0001']],
  ])('%s tells the user and keeps no secret', (mechanism, lines) => {
    const exchange = new SaslExchange(mechanism, '');
    for (const line of lines) exchange.answer(Buffer.from(line).toString('base64'));
    expect(exchange.user).toBe('user');
    expect(JSON.stringify(exchange)).not.toContain('secret');
  });

  it('takes the initial response for the first line', () => {
    expect(new SaslExchange('LOGIN', Buffer.from('user').toString('base64')).user).toBe('user');
    const waiting = new SaslExchange('LOGIN', '=');
    waiting.answer(Buffer.from('user').toString('base64'));
    expect(waiting.user).toBe('user');
  });

  it('tells nothing of mechanisms it does not know', () => {
    expect(new SaslExchange('GSSAPI', Buffer.from('user').toString('base64')).user).toBe('');
  });
});
