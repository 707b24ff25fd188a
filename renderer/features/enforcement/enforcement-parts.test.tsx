import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ConfirmBar } from './ConfirmBar.tsx';
import { DeniedList } from './DeniedList.tsx';
import { EffectTable } from './EffectTable.tsx';
import { HostChanges } from './HostChanges.tsx';
import { makeChange, makeHostChange, makePlan } from './make-change.test-support.ts';
import { PlanView } from './PlanView.tsx';

/** Words of a part as a person reads them, without tags. */
const words = (html: string): string => html.replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ');
const ignore = (): void => undefined;
const hostile = '<img src=x onerror=alert(1)>\u202eevil\u0000';

describe('the question of a change', () => {
  const draw = (change: Parameters<typeof ConfirmBar>[0]['change'], now = 108e6): string =>
    renderToStaticMarkup(<ConfirmBar change={change} now={now} busy={null} onKeep={ignore} onRevert={ignore} />);
  it('says what happens without an answer, when, and that the host does it', () => {
    const text = words(draw(makeChange({})));
    expect(text).toContain('Applied on 1 host. Keep it?');
    expect(text).toContain('the host goes back to version 6 of web-tier-containment by itself at 00:02:10');
    expect(text).toContain('even if this console closes');
    expect(text).toContain('Keep version 7 Ctrl Enter');
    expect(text).toContain('Revert now Ctrl Backspace');
  });
  it('promises no timer of hosts where there is none', () => {
    const text = words(draw(makeChange({ hosts: [makeHostChange({ revertsAt: null })] })));
    expect(text).not.toContain('even if this console closes');
    expect(text).not.toContain('The timer runs');
  });
  it('is told to who does not see it at its start, at 10 s and 5 s alone', () => {
    const alertAt = (now: number): string => /role="alert">([^<]*)</u.exec(draw(makeChange({}), now))?.[1] ?? '';
    expect(alertAt(100e6)).toContain('30 seconds to answer');
    expect(alertAt(108e6)).toBe('');
    expect(alertAt(120e6)).toContain('10 seconds');
  });
  it('offers to take back what was kept, and nothing of what went back', () => {
    expect(words(draw(makeChange({ state: 'confirmed', deadline: null })))).toContain('Take it back…');
    const reverted = words(draw(makeChange({ state: 'reverted', deadline: null })));
    expect(reverted).toContain('Hosts went back to version 6');
    expect(reverted).not.toContain('Keep version');
  });
  it('says why it failed, on which host', () => {
    const hosts = [makeHostChange({ state: 'failed', failure: 'nft is not there' })];
    expect(words(draw(makeChange({ state: 'failed', deadline: null, hosts })))).toContain('hv-a: nft is not there');
  });
});

describe('hosts of a change', () => {
  it('tell what was read back, and when they go back by themselves', () => {
    const hosts = [makeHostChange({ host: 'hv-a' }), makeHostChange({ host: 'hv-b', state: 'unreachable', equal: 0 })];
    const html = renderToStaticMarkup(<HostChanges change={makeChange({ hosts })} now={108e6} />);
    expect(words(html)).toContain('equal, 19 of 19');
    expect(words(html)).toContain('reverts by itself at 00:02:10');
    expect(html.indexOf('hv-b')).toBeLessThan(html.indexOf('hv-a'));
  });
});

describe('effect and denials', () => {
  it('say in words what got worse, and what cannot be told', () => {
    const effect = [
      { what: 'Errors', unit: '%', before: 0.02, now: 1.4, harm: true },
      { what: 'Latency', unit: 'ms', before: null, now: 85, harm: false },
    ];
    const text = words(renderToStaticMarkup(<EffectTable effect={effect} />));
    expect(text).toContain('worse than it may be');
    expect(text).toContain('not measured');
    expect(text).toContain('cannot be told yet');
  });
  const denied = {
    vm: 'w3',
    vmName: 'web-03',
    direction: 'out' as const,
    peer: '203.0.113.200',
    service: 'tls 443',
    count: 2,
    known: true,
    malicious: false,
  };
  it('offer to allow what was known before, and nothing malicious or new', () => {
    const list = [{ ...denied, malicious: true }, denied, { ...denied, known: false }];
    const html = renderToStaticMarkup(<DeniedList denied={list} counted onAllow={ignore} />);
    expect(html.match(/<button/gu)).toHaveLength(1);
    expect(words(renderToStaticMarkup(<DeniedList denied={list} counted onAllow={undefined} />))).not.toContain(
      'Allow',
    );
  });
});

describe('what is not known of a change', () => {
  it('is not said to be nothing', () => {
    const say = (counted: boolean): string =>
      words(renderToStaticMarkup(<DeniedList denied={[]} counted={counted} onAllow={undefined} />));
    expect(say(false)).toContain('What it denied was not counted');
    expect(say(false)).not.toContain('Nothing was denied');
    expect(say(true)).toContain('Nothing was denied so far');
  });
});

describe('a plan', () => {
  it('names policies, versions, hosts, what changes and what stays reachable', () => {
    const text = words(renderToStaticMarkup(<PlanView plan={makePlan({})} />));
    expect(text).toContain('2 VMs on 1 host');
    expect(text).toContain('web-tier-containment v7 , in force before: v6');
    expect(text).toContain('+1 −1');
    expect(text).toContain('stay reachable: console, ssh');
    expect(text).not.toContain('may not be applied');
  });
  it('says before all else why it may not be applied', () => {
    const html = renderToStaticMarkup(<PlanView plan={makePlan({ refusals: ['would cut ssh of hv-a'] })} />);
    expect(html.indexOf('would cut ssh')).toBeLessThan(html.indexOf('plan-hosts'));
  });
  it('shows names of hosts and acts as text', () => {
    const [host] = makePlan({}).hosts;
    const hosts = host === undefined ? [] : [{ ...host, hostName: hostile, acts: [hostile], why: hostile }];
    const html = renderToStaticMarkup(<PlanView plan={makePlan({ hosts, warnings: [hostile] })} />);
    expect(html).not.toContain('<img');
    for (const hidden of ['\u202e', '\u0000']) expect(html).not.toContain(hidden);
  });
});
