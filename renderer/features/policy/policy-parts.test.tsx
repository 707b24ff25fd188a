import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { BrokenEdges } from './BrokenEdges.tsx';
import { CompiledLines } from './CompiledLines.tsx';
import { FindingCounts, FindingList } from './FindingList.tsx';
import { makePreview } from './make-preview.test-support.ts';
import { ModeSteps } from './ModeSteps.tsx';
import { PreviewCounts } from './PreviewCounts.tsx';
import { StoppedList } from './StoppedList.tsx';

/** Words of a part as a person reads them, without tags. */
const words = (html: string): string => html.replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ');
const ignore = (): void => undefined;
const hostile = '<img src=x onerror=alert(1)>\u202eevil\u0000';

describe('the four counts', () => {
  const draw = (): string =>
    renderToStaticMarkup(
      <PreviewCounts
        preview={makePreview({ flows: 209, denied: { flows: 197, vms: 4, peers: 9, bytes: 1 } })}
        value="denied"
        onChange={ignore}
      />,
    );
  it('are one choice, of which the chosen one has the focus', () => {
    expect(draw().match(/role="radio"/gu)).toHaveLength(4);
    expect(draw().match(/aria-checked="true"/gu)).toHaveLength(1);
    expect(draw().match(/tabindex="0"/gu)).toHaveLength(1);
  });
  it('say in words what is none', () => {
    expect(words(draw())).toContain('197 flows, 4 VMs, 9 peers');
    expect(words(draw())).toContain('0 nothing opens');
  });
});

describe('dependencies that break', () => {
  const edge = {
    from: 'vm-3',
    fromName: 'web-03',
    to: '203.0.113.200',
    toName: '',
    service: 'tls 443',
    flows: 96,
    first: 0,
    last: 23 * 86_400e6,
    malicious: false,
    allow: '- allow: outbound\n',
  };
  it('name both ends, for how long they are known, and offer to allow what is not malicious', () => {
    const edges = [{ ...edge, malicious: true, from: 'vm-2', fromName: 'web-02' }, edge];
    const html = renderToStaticMarkup(<BrokenEdges edges={edges} onAllow={ignore} onGraph={ignore} />);
    expect(words(html)).toContain('known malicious');
    expect(words(html)).toContain('203.0.113.200');
    expect(html.match(/<button/gu)).toHaveLength(3);
    expect(words(html)).toContain('Allow web-03 to 203.0.113.200');
    expect(words(html)).toContain('Allow this one');
    expect(html.indexOf('web-03')).toBeLessThan(html.indexOf('web-02'));
  });
  it('offer nothing where the draft cannot be changed', () => {
    const html = renderToStaticMarkup(<BrokenEdges edges={[edge]} onAllow={undefined} onGraph={ignore} />);
    expect(words(html)).not.toContain('Allow');
  });
  it('show hostile names as text', () => {
    const html = renderToStaticMarkup(
      <BrokenEdges edges={[{ ...edge, toName: hostile, service: hostile }]} onAllow={ignore} onGraph={ignore} />,
    );
    expect(html).not.toContain('<img');
    for (const hidden of ['\u202e', '\u0000']) expect(html).not.toContain(hidden);
  });
});

describe('what it would stop', () => {
  const technique = { id: 'T1071.001', name: 'Web Protocols', tactic: 'Command and Control' };
  it('is said beside what it would not, and invariants with the packet that breaks them', () => {
    const preview = makePreview({
      stopped: [{ technique, what: 'beacon', flows: 3, of: 21 }],
      missed: [{ technique, what: 'the entry', flows: 1 }],
      invariants: [
        {
          text: 'never: internet -> management',
          line: 3,
          holds: false,
          counterexample: '1.2.3.4 → 10.0.0.1',
          rule: 'r2',
        },
        { text: 'always: web -> db', line: 4, holds: true, counterexample: '', rule: '' },
      ],
    });
    const text = words(renderToStaticMarkup(<StoppedList preview={preview} />));
    expect(text).toContain('3 of 21');
    expect(text).toContain('It would not have stopped');
    expect(text).toContain('1 of 2 invariants does not hold');
    expect(text).toContain('let through: 1.2.3.4 → 10.0.0.1');
    expect(text).not.toContain('always: web -> db');
  });
  it('says that nothing malicious is known, not that nothing is', () => {
    expect(words(renderToStaticMarkup(<StoppedList preview={makePreview({})} />))).toContain(
      'No malicious flow is known of these VMs.',
    );
  });
});

describe('compiled lines', () => {
  const lines = [
    { text: 'chain out {', change: 'same', policy: '', line: 0 },
    { text: 'accept', change: 'removed', policy: 'web', line: 9 },
    { text: `drop ${hostile}`, change: 'added', policy: 'web', line: 14 },
    { text: 'drop', change: 'added', policy: 'other', line: 3 },
  ] as const;
  const draw = (policy: string): string =>
    renderToStaticMarkup(
      <CompiledLines label="Rules" lines={lines} onlyChanges={false} policy={policy} line={14} onLine={ignore} />,
    );
  it('lead to lines of the draft alone, and say which the cursor is on', () => {
    expect(draw('web').match(/<button/gu)).toHaveLength(1);
    expect(draw('web').match(/compiled-pointed/gu)).toHaveLength(1);
    expect(words(draw('web'))).toContain('other , line 3');
    expect(draw('none')).not.toContain('<button');
  });
  it('say in words what is added and removed, and stay text', () => {
    expect(words(draw('web'))).toContain('removed: accept');
    expect(draw('web')).not.toContain('<img');
  });
});

describe('findings', () => {
  const finding = { severity: 'error', code: 'x', line: 21, column: 1, toLine: 21, toColumn: 2, fix: null } as const;
  it('are counted by kind, none said as such', () => {
    const count = (list: Parameters<typeof FindingCounts>[0]['findings']): string =>
      words(renderToStaticMarkup(<FindingCounts findings={list} />)).trim();
    expect(count([])).toBe('no findings');
    expect(count([{ severity: 'error' }, { severity: 'warning' }, { severity: 'warning' }, { severity: 'info' }])).toBe(
      '1 error 2 warnings',
    );
  });
  it('lead to their line, and are text', () => {
    const html = renderToStaticMarkup(<FindingList findings={[{ ...finding, message: hostile }]} onLine={ignore} />);
    expect(words(html)).toContain('error, line 21');
    expect(html).not.toContain('<img');
  });
});

it('the steps say which one a policy is on', () => {
  const html = renderToStaticMarkup(<ModeSteps stage="staged" />);
  expect(html.match(/aria-current="step"/gu)).toHaveLength(1);
  expect(html.indexOf('aria-current')).toBeGreaterThan(html.indexOf('Draft'));
});
