import { describe, expect, it } from 'vitest';
import { makeHost, makeLive } from '../../data/make-host.test-support.ts';
import { listHostConditions } from './host-conditions.ts';

const now = Date.parse('2026-11-19T14:02:11Z') * 1000;
const live = makeLive({ hosts: ['hv-a', 'hv-b'], lastTick: now });
const hvA = makeHost({});
const failure = {
  code: 'timeout',
  title: 'ssh reached hv-b, libvirt did not answer in 5 s.',
  detail: 'libvirtd may be stopped or stuck.',
  action: 'on hv-b: `systemctl status libvirtd`',
};

describe('conditions of hosts', () => {
  it('are none where all hosts answer', () => {
    expect(listHostConditions(live, [hvA, makeHost({ name: 'hv-b' })], now)).toEqual([]);
    expect(
      listHostConditions(makeLive({ kind: 'replay', hosts: ['hv-a'] }), [makeHost({ state: 'down' })], now),
    ).toEqual([]);
  });
  it('tell a silent host in the order of errors, with the command', () => {
    const down = makeHost({
      name: 'hv-b',
      state: 'down',
      since: now - 859e6,
      attempt: 9,
      retryAt: now + 12e6,
      vms: 10,
      failure,
    });
    const [told] = listHostConditions(live, [hvA, down], now);
    expect(told?.title).toBe('hv-b does not answer');
    expect(told?.text).toBe(`${failure.title} ${failure.detail}`);
    expect(told?.severity).toBe('error');
    expect(told?.facts.map(([name, value]) => `${name}: ${value}`)).toEqual([
      'Since: 13:47:52, 14 min',
      'Tried: 9 times, next in 12 s',
      'Still works: hv-a as before; what was seen so far stays',
      'Not working: no new data and no scoring for 10 VMs of hv-b',
      'To do: on hv-b: `systemctl status libvirtd`',
      'Gap: kept as a gap; baselines are marked incomplete',
    ]);
  });
  it('call a choice no error', () => {
    const [told] = listHostConditions(live, [hvA, makeHost({ name: 'hv-b', state: 'paused' })], now);
    expect(told).toMatchObject({ title: 'hv-b is paused', severity: 'info' });
  });
  it('tell hung VMs, failed and lossy capture, but of an answering host only', () => {
    const capture = { state: 'failed', taps: 0, packets: 0, dropped: 0, failure } as const;
    const titles = (part: Parameters<typeof makeHost>[0]): string[] =>
      listHostConditions(live, [makeHost({ ...part, name: 'hv-b' })], now).map(({ title }) => title);
    expect(titles({ hung: 1 })).toEqual(['1 VM of hv-b does not answer the hypervisor']);
    expect(titles({ hung: 2, capture })).toEqual([
      '2 VMs of hv-b do not answer the hypervisor',
      'Packets of hv-b cannot be captured',
    ]);
    expect(titles({ capture: { ...capture, state: 'on', failure: null, packets: 88, dropped: 12 } })).toEqual([
      'Capture on hv-b drops 12 % of packets',
    ]);
    expect(titles({ hung: 1, capture, state: 'down' })).toEqual(['hv-b does not answer']);
  });
  it('tell a stretch without ticks where no host is at fault', () => {
    const [told] = listHostConditions(makeLive({ lastTick: now - 30e6 }), [hvA], now);
    expect(told?.title).toBe('No tick came since 14:01:41');
    expect(listHostConditions(makeLive({ lastTick: now - 30e6 }), [makeHost({ state: 'down' })], now)).toHaveLength(1);
  });
});
