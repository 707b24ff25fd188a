import { expect, it } from 'vitest';
import { describeTapFailure } from './tap-failure.ts';

it.each([
  ['tcpdump', '', 'ENOENT', 'tcpdump is not installed here: install it (apt-get install tcpdump).'],
  ['ssh', '', 'ENOENT', 'ssh is not installed here: install it (apt-get install openssh-client).'],
  ['tcpdump', '', 'EACCES', 'tcpdump may not be run by this user.'],
  ['tcpdump', 'tcpdump: vnet0: You don’t have permission to capture on that device', 'code 1', 'setcap cap_net_raw+ep'],
  ['sudo', 'sudo: a password is required', 'code 1', 'NOPASSWD'],
  ['ssh', 'me@host: Permission denied (publickey).', 'code 255', 'ssh was refused: me@host'],
  ['ssh', 'Host key verification failed.', 'code 255', 'ssh was refused'],
  ['tcpdump', 'tcpdump: vnet9: No such device exists', 'code 1', 'The interface is gone'],
  ['tcpdump', '', 'SIGKILL', 'tcpdump ended (SIGKILL).'],
  ['tcpdump', 'x'.repeat(5000), 'code 1', 'tcpdump ended: xxx'],
])('says why %s ended (%#)', (program, complaint, ending, expected) => {
  const sentence = describeTapFailure(program, complaint, ending);
  expect(sentence).toContain(expected);
  expect(sentence.length).toBeLessThan(500);
  expect(sentence).toMatch(/\.$/);
  expect(sentence).not.toMatch(/\.\.$/);
});
