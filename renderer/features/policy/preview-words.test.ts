import { describe, expect, it } from 'vitest';
import { thin } from '../../ui/thin-space.ts';
import { makePreview } from './make-preview.test-support.ts';
import { tellCount, tellJudged, tellLeftOut, tellStopped } from './preview-words.ts';

const plain = (text: string): string => text.replaceAll(thin, ' ');

describe('what a preview rests on', () => {
  it('names flows, window, time and what was left out', () => {
    const preview = makePreview({
      flows: 1_284_310,
      window: { from: 0, to: 7 * 86_400e6 },
      seconds: 0.9,
      leftOut: [21],
    });
    expect(plain(tellJudged(preview))).toBe(
      'judged on 1,284,310 stored flows of 7 d, in 900 ms, with line 21 left out',
    );
  });
  it('says how far it is while it goes on', () => {
    expect(plain(tellJudged(makePreview({ flows: 10, progress: 0.62 })))).toBe(
      'judged on 10 stored flows, 62 % so far',
    );
  });
  it('says where there was nothing to judge on', () => {
    expect(tellJudged(makePreview({ flows: 0 }))).toBe('no stored flow is of a VM that it is for');
  });
});

describe('lines left out', () => {
  it.each([
    [[], ''],
    [[3], ', with line 3 left out'],
    [[3, 9], ', with lines 3 and 9 left out'],
    [[3, 9, 12], ', with lines 3, 9 and 12 left out'],
  ])('%j', (lines, words) => {
    expect(tellLeftOut(lines)).toBe(words);
  });
});

describe('a count', () => {
  const none = { flows: 0, vms: 0, peers: 0, bytes: 0 };
  it('says whom it touches', () => {
    expect(tellCount('denied', makePreview({ denied: { flows: 197, vms: 4, peers: 9, bytes: 1 } }))).toBe(
      'flows, 4 VMs, 9 peers',
    );
    expect(tellCount('denied', makePreview({ denied: { flows: 1, vms: 1, peers: 1, bytes: 1 } }))).toBe(
      'flow, 1 VM, 1 peer',
    );
  });
  it('says in words that it is none', () => {
    expect(tellCount('permitted', makePreview({ permitted: none }))).toBe('nothing opens');
    expect(tellCount('uncertain', makePreview({ uncertain: none }))).toBe('all is told');
  });
  it('never rounds what stays up to all', () => {
    const preview = makePreview({ flows: 100_000, unchanged: { ...none, flows: 99_999 } });
    expect(plain(tellCount('unchanged', preview))).toBe('99.99 %');
  });
});

describe('malicious flows', () => {
  const technique = { id: 'T1071.001', name: 'Web Protocols', tactic: 'Command and Control' };
  it('are counted against all that there were', () => {
    const stopped = [{ technique, what: 'beacon', flows: 21, of: 21 }];
    const missed = [{ technique, what: 'exploit', flows: 1 }];
    expect(tellStopped({ stopped, missed })).toBe('21 of 22');
    expect(tellStopped({ stopped: [], missed })).toBe('0 of 1');
    expect(tellStopped({ stopped: [], missed: [] })).toBe('0');
  });
});
