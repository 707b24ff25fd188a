import { describe, expect, it } from 'vitest';
import {
  listRefusals,
  tellBefore,
  tellChange,
  tellInForce,
  tellKeep,
  tellReadBack,
  tellRules,
  tellTimer,
} from './enforcement-words.ts';
import { makeChange, makeEnforcement, makeHostChange, makePlan } from './make-change.test-support.ts';

describe('what is in force', () => {
  const host = {
    host: 'a',
    hostName: 'a',
    permitted: true,
    rules: 'inet',
    state: 'none',
    checkedAt: null,
    why: '',
  } as const;
  const enforcing = [{ name: 'web', version: 1, vms: 2 }];
  const isolated = [{ vm: 'v', vmName: 'v', since: 0, endsAt: null, by: 'mr', reason: '' }];
  it.each([
    [undefined, false, 'Offline, nothing is enforced'],
    [makeEnforcement({ enforcing }), false, 'Offline, nothing is enforced'],
    [undefined, true, 'Read only, nothing is enforced'],
    [makeEnforcement({ hosts: [{ ...host, permitted: false }] }), true, 'Read only, nothing is enforced'],
    [makeEnforcement({ hosts: [host] }), true, 'Nothing is enforced'],
    [makeEnforcement({ enforcing }), true, 'Enforcing 1 policy'],
    [makeEnforcement({ enforcing: [...enforcing, ...enforcing], isolated }), true, 'Enforcing 2 policies, 1 isolated'],
    [makeEnforcement({ isolated, paused: true }), true, '1 isolated, automation paused'],
  ])('%#', (enforcement, live, words) => {
    expect(tellInForce(enforcement, live)).toBe(words);
  });
});

describe('a change', () => {
  const two = [makeHostChange({ host: 'hv-a' }), makeHostChange({ host: 'hv-b' })];
  it.each([
    [makeChange({ hosts: two }), 'Applied on 2 hosts. Keep it?'],
    [
      makeChange({ hosts: [makeHostChange({}), makeHostChange({ state: 'failed' })] }),
      'Applied on 1 of 2 hosts. Keep it?',
    ],
    [makeChange({ state: 'applying' }), 'Applying on 1 host'],
    [makeChange({ state: 'confirmed' }), 'Kept on 1 host'],
    [makeChange({ state: 'confirmed', automatic: true }), 'In force on 1 host'],
    [makeChange({ state: 'reverted' }), 'Taken back on 1 host'],
    [makeChange({ state: 'failed' }), 'It could not be applied'],
  ])('%#', (change, words) => {
    expect(tellChange(change)).toBe(words);
  });
  it('names what is kept, and to what hosts go back', () => {
    const policy = { name: 'web', version: 7, before: 6 };
    expect([tellKeep([policy]), tellBefore([policy])]).toEqual(['Keep version 7', 'version 6 of web']);
    expect(tellBefore([{ ...policy, before: null }])).toBe('being without web');
    expect(tellKeep([{ ...policy, version: null }])).toBe('Keep it without web');
    expect([tellKeep([]), tellBefore([])]).toEqual(['Keep it', 'what was in force before']);
    expect(tellKeep([policy, policy])).toBe('Keep 2 policies');
  });
});

describe('a host of a change', () => {
  it('tells what was read back', () => {
    expect(tellReadBack(makeHostChange({}))).toBe('equal, 19 of 19');
    expect(tellReadBack(makeHostChange({ equal: 18 }))).toBe('18 of 19 as wanted');
    expect(tellReadBack(makeHostChange({ state: 'failed', failure: 'nft is not there' }))).toBe('nft is not there');
    expect(tellReadBack(makeHostChange({ state: 'applying' }))).toBe('not yet');
  });
  it('tells when it goes back by itself', () => {
    expect(tellTimer(makeHostChange({}), 108.2e6)).toBe('22 s');
    expect(tellTimer(makeHostChange({}), 900e6)).toBe('0 s');
    expect(tellTimer(makeHostChange({ state: 'unreachable' }), 0)).toBe('reverts by itself at 00:02:10');
    expect(tellTimer(makeHostChange({ state: 'confirmed' }), 0)).toBe('stopped');
    expect(tellTimer(makeHostChange({ state: 'failed', revertsAt: null }), 0)).toBe('nothing to take back');
  });
  it('names its way of carrying rules out, and why no better', () => {
    expect(tellRules({ rules: 'bridge', why: 'br_netfilter is not loaded' })).toBe(
      'nftables in the bridge, without connection tracking: br_netfilter is not loaded',
    );
    expect(tellRules({ rules: 'simulated', why: '' })).toBe('simulated');
  });
});

it('a plan lists every reason against it, hosts by name', () => {
  const [host] = makePlan({}).hosts;
  const plan = makePlan({
    refusals: ['never: kiosk -> db does not hold'],
    hosts: host === undefined ? [] : [host, { ...host, hostName: 'hv-b', refusals: ['would cut ssh'] }],
  });
  expect(listRefusals(plan)).toEqual(['never: kiosk -> db does not hold', 'hv-b: would cut ssh']);
});
