import { expect, test } from 'vitest';
import { explainSsh } from './explain-ssh.ts';

/** What OpenSSH's client writes, each as it does. */
test.each([
  ['ann@host: Permission denied (publickey,password).', 'authentication'],
  ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'authentication'],
  [
    'No ED25519 host key is known for host and you have requested strict checking.\nHost key verification failed.',
    'host-key',
  ],
  ['@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.', 'host-key'],
  ['ssh: Could not resolve hostname nowhere: Name or service not known', 'unreachable'],
  ['ssh: connect to host 10.0.0.1 port 22: Connection refused', 'refused'],
  ['ssh: connect to host 10.0.0.1 port 22: Connection timed out', 'unreachable'],
  ['channel 2: open failed: administratively prohibited: open failed', 'permission'],
  ['channel 2: open failed: connect failed: open failed', 'unreachable'],
  ['something new', 'unreachable'],
  ['', 'unreachable'],
])('%s', (said, kind) => {
  const error = explainSsh(`${said}\n`, 'db.example');
  expect(error).toMatchObject({ kind, detail: said });
  expect(error.message).toContain('db.example');
});

test('a changed key is told apart from one that is not known yet', () => {
  expect(explainSsh('REMOTE HOST IDENTIFICATION HAS CHANGED', 'h').message).toContain('ssh-keygen -R h');
  expect(explainSsh('Host key verification failed.', 'h').message).toContain('ssh h once');
});
