import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { authenticate } from './authenticate.ts';
import { type ConnectOptions, connect } from './connection.ts';
import type { RpcChannel } from './rpc-channel.ts';
import { type FakeClient, argsOf, nameOf } from './testing/fake-daemon.ts';
import { failureOf, meetDaemon, partFromDaemons, startDaemon } from './testing/meet-daemon.ts';
import type { Frame } from './frame.ts';

afterEach(partFromDaemons);

const credentials: NonNullable<ConnectOptions['credentials']> = () =>
  Promise.resolve({ username: 'ann', password: 'pass word' });

/** A daemon's side of SCRAM-SHA-256 (RFC 7677), made of the password it keeps. */
function keepPassword(password: string, mechanisms = 'DIGEST-MD5 SCRAM-SHA-256 PLAIN', lies = false) {
  const salt = Buffer.from('salt of it');
  let first = '';
  let challenge = '';
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return (frame: Frame, client: FakeClient): boolean | undefined => {
    const name = nameOf(frame);
    if (name === 'AUTH_LIST') client.answer(frame, name, { types: [1] });
    else if (name === 'AUTH_SASL_INIT') client.answer(frame, name, { mechanisms });
    else if (name === 'AUTH_SASL_START') {
      const { data } = argsOf(frame, name);
      first = data.slice(3);
      challenge = `${/r=.*/.exec(first)![0]}more,s=${salt.toString('base64')},i=4096`;
      client.answer(frame, name, { complete: 0, nil: 0, data: challenge });
    } else if (name === 'AUTH_SASL_STEP') {
      const [withoutProof, proof] = argsOf(frame, name).data.split(',p=');
      const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
      const clientKey = hmac(salted, 'Client Key');
      const message = `${first},${challenge},${withoutProof}`;
      const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
      const right = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!)).toString('base64');
      const verifier = lies ? 'bGllcw==' : hmac(hmac(salted, 'Server Key'), message).toString('base64');
      if (proof === right) client.answer(frame, name, { complete: 1, nil: 0, data: `v=${verifier}` });
      else client.refuse(frame, 45, 'authentication failed: authentication failed');
    } else return undefined;
    return true;
  };
}

test('logs in by SCRAM where the password is right', async () => {
  const { connection } = await meetDaemon(keepPassword('pass word'), { credentials });
  expect(await connection.call('CONNECT_NUM_OF_DOMAINS', {})).toEqual({ count: 4 });
});

test.each<[string, Parameters<typeof keepPassword>, ConnectOptions['credentials'], string]>([
  ['a wrong password', ['other'], credentials, 'check both'],
  ['a daemon that does not know the password', ['pass word', 'SCRAM-SHA-256', true], credentials, 'check both'],
  ['nobody to ask', ['pass word'], undefined, 'give them'],
  ['someone who gives up', ['pass word'], () => Promise.resolve(null), 'give them'],
  ['a password that would cross in the clear', ['pass word', 'PLAIN'], credentials, 'safe on this connection'],
])('%s is refused in words', async (_name, daemon, answer, word) => {
  const { uri } = await startDaemon(keepPassword(...daemon));
  const error = await failureOf(connect({ uri, ...(answer ? { credentials: answer } : {}) }));
  expect(error).toMatchObject({ name: 'TransportError', kind: 'authentication' });
  expect(error.message).toContain(word);
  expect(`${error.message}${JSON.stringify(error)}`).not.toContain('pass word');
});

test('whoever is asked and never answers is not waited for', async () => {
  const { uri } = await startDaemon(keepPassword('pass word'));
  const connecting = connect({ uri, timeout: 100, credentials: () => new Promise(() => undefined) });
  expect(await failureOf(connecting)).toMatchObject({ kind: 'timeout' });
});

test('PLAIN is used where the connection is encrypted and nothing better is offered', async () => {
  const answers: Record<string, unknown> = {
    AUTH_LIST: { types: [1] },
    AUTH_SASL_INIT: { mechanisms: 'PLAIN LOGIN' },
    AUTH_SASL_START: { complete: 1, nil: 1, data: '' },
  };
  const call = vi.fn((name: string) => Promise.resolve(answers[name]));
  const channel = { call } as unknown as RpcChannel;
  await authenticate(channel, { host: 'h', encrypted: true, mechanism: '', credentials }, {});
  const said = { mechanism: 'PLAIN', nil: 0, data: '\0ann\0pass word' };
  expect(call).toHaveBeenLastCalledWith('AUTH_SASL_START', said, {});
  const other = { host: 'h', encrypted: true, mechanism: 'SCRAM-SHA-256', credentials };
  expect(await failureOf(authenticate(channel, other, {}))).toMatchObject({ kind: 'authentication' });
});

test.each([
  ['lets in', null],
  ['refuses', 'permission'],
])('polkit %s', async (_name, kind) => {
  const { uri } = await startDaemon((frame, client) => {
    const name = nameOf(frame);
    if (name === 'AUTH_LIST') client.answer(frame, name, { types: [2] });
    else if (name === 'AUTH_POLKIT' && kind) client.refuse(frame, 45, 'access denied by policy');
    else if (name === 'AUTH_POLKIT') client.answer(frame, name, { complete: 1 });
    else return undefined;
    return true;
  });
  const connecting = connect({ uri });
  if (kind) expect(await failureOf(connecting)).toMatchObject({ kind, detail: 'access denied by policy' });
  else await (await connecting).close();
});

test('a way to log in that nobody knows is refused', async () => {
  const { uri } = await startDaemon((frame, client) => {
    if (nameOf(frame) !== 'AUTH_LIST') return undefined;
    client.answer(frame, 'AUTH_LIST', { types: [77] });
    return true;
  });
  expect(await failureOf(connect({ uri }))).toMatchObject({ kind: 'authentication' });
});
