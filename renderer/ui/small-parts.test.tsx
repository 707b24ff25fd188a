import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Button } from './Button.tsx';
import { clampInspector } from './Inspector.tsx';
import { stageOf } from './loading-stage.ts';
import { LongSpanProvider } from './long-span.ts';
import { stepIndex } from './step-index.ts';
import { Time } from './Time.tsx';
import { Waterfall } from './Waterfall.tsx';

describe('parts', () => {
  it('a blocked button stays focusable and says why', () => {
    const html = renderToStaticMarkup(
      <Button disabledReason="no policy engine in this version">Write a policy</Button>,
    );
    expect(html).toContain('aria-disabled="true"');
    expect(html).not.toContain(' disabled=""');
    expect(html).toContain('not available: no policy engine in this version');
  });
  it.each([
    [0, 'quiet'],
    [149, 'quiet'],
    [150, 'bars'],
    [2000, 'named'],
    [10_000, 'long'],
  ] as const)('after %d ms waiting is %s', (waited, stage) => expect(stageOf(waited)).toBe(stage));
  it.each([
    ['ArrowRight', 2, 0],
    ['ArrowLeft', 0, 2],
    ['End', 0, 2],
    ['Enter', 0, null],
  ])('%s from %d leads to %s of three', (key, from, to) => expect(stepIndex(key, from, 3)).toBe(to));
  it.each([
    [100, 240],
    [300.4, 300],
    [900, 480],
  ])('an inspector of %d is %d wide', (asked, width) => expect(clampInspector(asked)).toBe(width));
  it('a time has its day where the evidence spans several', () => {
    const micros = Date.parse('2026-11-19T13:33:12Z') * 1000;
    expect(renderToStaticMarkup(<Time micros={micros} />)).toContain('>13:33:12<');
    expect(
      renderToStaticMarkup(
        <LongSpanProvider value>
          <Time micros={micros} />
        </LongSpanProvider>,
      ),
    ).toContain('>19 Nov 13:33<');
  });
  it('a waterfall ends with the risk it adds up to', () => {
    const html = renderToStaticMarkup(
      <Waterfall
        total={0.37}
        rows={[
          { key: 'a', title: 'Base', detail: '', weight: 0.08, base: true },
          { key: 'b', title: 'Beacon', detail: '', weight: 0.29 },
        ]}
      />,
    );
    expect(html).toContain('+0.29');
    expect(html).toContain('width:37%');
    expect(html).toContain('risk-low');
  });
});
