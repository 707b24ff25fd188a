import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, serverHello, tlsRecords } from './testing/tls-messages.ts';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const BODY = 'From: a\r\nSubject: Hello\r\n  again\r\nX-A: b\r\n\r\nSubject: not this\r\nbody\r\n..\r\n';

const SESSION: Chunk[] = [
  ['<', ascii('220-mail.example ESMTP\r\n220 ready\r\n')],
  ['>', ascii('EHLO client.example\r\n')],
  ['<', ascii('250-mail.example\r\n250-AUTH LOGIN PLAIN\r\n250 STARTTLS\r\n')],
  ['>', ascii('AUTH LOGIN\r\n')],
  ['<', ascii('334 VXNlcm5hbWU6\r\n')],
  ['>', ascii(`${base64('user@example.com')}\r\n`)],
  ['<', ascii('334 UGFzc3dvcmQ6\r\n')],
  ['>', ascii(`${base64('secret')}\r\n`)],
  ['<', ascii('235 ok\r\n')],
  ['>', ascii('MAIL FROM:<a@example.com> SIZE=10\r\nRCPT TO:<b@example.org>\r\nRCPT TO: c@example.org\r\nDATA\r\n')],
  ['<', ascii('250 ok\r\n250 ok\r\n550 no\r\n354 go on\r\n')],
  ['>', ascii(`${BODY}.\r\n`)],
  ['<', ascii('250 queued\r\n')],
  ['>', ascii('MAIL FROM:<>\r\nRCPT TO:<d@example.org>\r\nBDAT 6 LAST\r\nab\r\ncdQUIT\r\n')],
  ['<', ascii('250 ok\r\n250 ok\r\n250 ok\r\n221 bye\r\n')],
];

describe('smtp', () => {
  it('reads a session: log-in, two messages, sizes and subject; never the password', () => {
    const { service, records } = replay(SESSION);
    expect(service).toBe('smtp');
    const session = { helo: 'client.example', auth: true, authOk: true, startTls: false };
    expect(records).toMatchObject([
      { kind: 'login', protocol: 'smtp', user: 'user@example.com', ok: true },
      {
        kind: 'smtp',
        ...session,
        from: 'a@example.com',
        to: ['b@example.org', 'c@example.org'],
        subject: 'Hello  again',
        bytes: BODY.length,
      },
      { kind: 'smtp', ...session, from: '', to: ['d@example.org'], subject: '', bytes: 6 },
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('gives the same however the stream is cut', () => {
    holdsForAnyCut(SESSION, {}, 100);
  });

  it.each([
    ['AUTH PLAIN ' + base64('\0me\0secret'), '535 no', 'me', false],
    ['AUTH LOGIN ' + base64('you'), '535 no', 'you', false],
    ['AUTH XOAUTH2 ' + base64('user=x@y.example\u0001auth=Bearer t\u0001\u0001'), '235 ok', 'x@y.example', true],
    ['AUTH NTLM TlRMTVNTUAAB', '504 no', '', false],
  ])('reads %s', (command, reply, user, ok) => {
    const { records } = replay([
      ['<', ascii('220 x smtp\r\n')],
      ['>', ascii(`${command}\r\n`)],
      ['<', ascii(`${reply}\r\n`)],
    ]);
    expect(records).toMatchObject([
      { kind: 'login', user, ok },
      { kind: 'smtp', auth: true, authOk: ok },
    ]);
  });

  it('goes on with the TLS that STARTTLS opens', () => {
    const chunks: Chunk[] = [
      ['<', ascii('220 mx ESMTP\r\n')],
      ['>', ascii('EHLO c\r\n')],
      ['<', ascii('250 STARTTLS\r\n')],
      ['>', ascii('STARTTLS\r\n')],
      ['<', ascii('220 go\r\n')],
      ['>', tlsRecords(22, handshake(1, clientHelloBody({ sni: 'mx.example' })))],
      ['<', tlsRecords(22, serverHello(0x0304))],
    ];
    const outcome = replay(chunks);
    expect(outcome.service).toBe('smtp');
    expect(outcome.records).toMatchObject([
      { kind: 'tls', sni: 'mx.example' },
      { kind: 'smtp', startTls: true },
    ]);
    holdsForAnyCut(chunks);
  });

  it('is known by what the client says when the greeting names nothing', () => {
    const chunks: Chunk[] = [
      ['<', ascii('220 host.example ready to serve\r\n')],
      ['>', ascii('HELO c\r\n')],
      ['<', ascii('250 ok\r\n')],
    ];
    expect(replay(chunks)).toMatchObject({ service: 'smtp', records: [{ kind: 'smtp', helo: 'c' }] });
    holdsForAnyCut(chunks);
  });

  it('does not take what follows a refused DATA for a message', () => {
    const chunks: Chunk[] = [
      ['<', ascii('220 x smtp\r\n')],
      ['>', ascii('MAIL FROM:<a@b>\r\nDATA\r\n')],
      ['<', ascii('250 ok\r\n503 no\r\n')],
      ['>', ascii('RCPT TO:<c@d>\r\n')],
      ['<', ascii('250 ok\r\n')],
    ];
    expect(replay(chunks).records).toMatchObject([{ from: 'a@b', to: ['c@d'], bytes: 0 }]);
  });

  it('survives damage', () => {
    survivesDamage(SESSION);
  });
});
