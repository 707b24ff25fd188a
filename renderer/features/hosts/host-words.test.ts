import { describe, expect, it } from 'vitest';
import { makeHost } from '../../data/make-host.test-support.ts';
import { thin } from '../../ui/thin-space.ts';
import {
  isSilent,
  needsLook,
  orderHosts,
  tellAgents,
  tellCapture,
  tellHosts,
  tellHostState,
  tellPolls,
  tellRights,
  tellTries,
} from './host-words.ts';
import { readCommand } from './read-command.ts';
import { splitUri } from './split-uri.ts';

const noon = Date.parse('2026-11-19T12:00:00Z') * 1000;
const plain = (text: string): string => text.replaceAll(thin, ' ');

describe('agents of a host', () => {
  it.each([
    [{ permitted: false, channels: 0, open: 0 }, 'not heard', 'may write'],
    [{ permitted: true, channels: 0, open: 0 }, 'no VM has the channel', 'mien agent install'],
    [{ permitted: true, channels: 1, open: 0 }, '0 of 1 channel open', 'for nothing else'],
    [{ permitted: true, channels: 1200, open: 7 }, '7 of 1,200 channels open', 'for nothing else'],
  ])('%o: %s', (agents, what, detail) => {
    const told = tellAgents(makeHost({ agents: { ...agents, failure: '' } }));
    expect(plain(told.what)).toBe(what);
    expect(told.detail).toContain(detail);
  });

  it('need a look where a channel cannot be opened', () =>
    expect(needsLook(makeHost({ agents: { permitted: true, channels: 1, open: 0, failure: 'Busy.' } }))).toBe(true));
});

describe('words of a host', () => {
  it.each([
    [{ lastTick: noon - 400_000, vms: 11, running: 11 }, '11 VMs, 0.4 s ago'],
    [{ lastTick: noon - 2e6, vms: 1, running: 1 }, '1 VM, 2.0 s ago'],
    [{ lastTick: null, vms: 3, running: 1 }, '3 VMs, 2 not running, no poll yet'],
    [{ state: 'down', since: noon - 60e6 }, 'does not answer since 11:59:00'],
    [{ state: 'paused', since: noon - 2 * 86_400e6 }, 'paused since 17 Nov 12:00:00'],
    [{ state: 'connecting', attempt: 4 }, 'connecting, try 4'],
    [{ state: 'connecting', attempt: 1 }, 'connecting'],
  ] as const)('%o: %s', (part, words) => expect(plain(tellHostState(makeHost(part), noon))).toBe(words));

  it.each([
    [{ state: 'down', attempt: 9, retryAt: noon + 12e6 }, '9 times, next in 12 s'],
    [{ state: 'down', attempt: 9, retryAt: noon - 1 }, '9 times, trying now'],
    [{ state: 'refused', attempt: 1, retryAt: null }, 'once, not again by itself'],
    [{ state: 'up', attempt: 0, retryAt: null }, ''],
  ] as const)('tries of %o: %s', (part, words) => expect(plain(tellTries(makeHost(part), noon))).toBe(words));

  it('tell polls, capture and all hosts', () => {
    const up = makeHost({ pollTook: 12.4, lastTick: noon });
    expect(plain(tellPolls(up).every)).toBe('1.0 s, 5.0 s, 30 s');
    expect(plain(tellPolls(up).cost)).toBe('last took 12 ms');
    expect(tellPolls(makeHost({ state: 'paused', vms: 3 }))).toEqual({ every: 'off', cost: '3 VMs not watched' });
    expect(
      tellCapture(makeHost({ capture: { ...up.capture, state: 'on', taps: 2, packets: 900, dropped: 3 } })),
    ).toEqual({
      what: '2 taps',
      loss: '900 packets, 3 dropped',
    });
    expect(tellHosts([up, makeHost({ state: 'paused', vms: 3 }), makeHost({ state: 'down', vms: 10 })])).toBe(
      '2 watched, 1 paused, 1 not answering, 24 VMs',
    );
  });

  it('put what needs a look first, and call no connecting host silent', () => {
    const order = orderHosts([
      makeHost({ name: 'b' }),
      makeHost({ name: 'a10' }),
      makeHost({ name: 'a9' }),
      makeHost({ name: 'hung', hung: 1 }),
      makeHost({ name: 'off', state: 'paused' }),
      makeHost({ name: 'gone', state: 'down' }),
      makeHost({ name: 'key', state: 'refused' }),
    ]);
    expect(order.map(({ name }) => name)).toEqual(['key', 'gone', 'hung', 'off', 'a9', 'a10', 'b']);
    expect(isSilent(makeHost({ state: 'connecting' }))).toBe(false);
    expect(needsLook(makeHost({ state: 'paused' }))).toBe(false);
  });
});

it.each([
  ['qemu:///system', ['qemu://', '/system']],
  ['qemu+ssh://ops@hv-a.example.net/system', ['qemu+ssh://ops@hv-a.example', '.net/system']],
  ['qemu+tls://[fd00::1]:16514/system?pkipath=/x', ['qemu+tls://[fd00::1]:16514', '/system?pkipath=/x']],
  ['nonsense', ['nonsense', '']],
])('cuts %s in the middle of its host', (uri, parts) => expect(splitUri(uri)).toEqual(parts));

it('finds the command of a sentence, and takes an open quote as words', () => {
  expect(readCommand('On hv-b run `systemctl status libvirtd`.')).toEqual([
    { text: 'On hv-b run ', command: false },
    { text: 'systemctl status libvirtd', command: true },
    { text: '.', command: false },
  ]);
  expect(readCommand('a ` b')).toEqual([
    { text: 'a ', command: false },
    { text: ' b', command: false },
  ]);
  expect(readCommand('')).toEqual([]);
});

it('tells what the console may do on a host', () => {
  expect([tellRights(false, false), tellRights(true, false)]).toEqual(['read only', 'read only but for agents']);
  expect([tellRights(false, true), tellRights(true, true)]).toEqual([
    'read, and rules of policies',
    'read, agents, rules',
  ]);
});
