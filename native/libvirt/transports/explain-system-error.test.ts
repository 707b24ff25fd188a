import { expect, test } from 'vitest';
import { explainSystemError } from './explain-system-error.ts';

test.each([
  ['ENOENT', 'unreachable', 'systemctl start'],
  ['EACCES', 'permission', 'usermod -aG libvirt'],
  ['EPERM', 'permission', 'usermod -aG libvirt'],
  ['ECONNREFUSED', 'refused', 'listens'],
  ['ENOTFOUND', 'unreachable', 'how it is written'],
  ['EHOSTUNREACH', 'unreachable', 'firewall'],
  ['ECONNRESET', 'unreachable', 'log'],
])('%s', (code, kind, word) => {
  const error = explainSystemError(Object.assign(new Error(`connect ${code}`), { code }), 'place');
  expect(error).toMatchObject({ kind, detail: `connect ${code}` });
  expect(error.message).toContain('place');
  expect(error.message).toContain(word);
});

test('an end without error is told as one', () => expect(explainSystemError(null, 'place').kind).toBe('unreachable'));
