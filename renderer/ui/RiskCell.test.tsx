import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { RiskCell } from './RiskCell.tsx';
import { RiskHero } from './RiskHero.tsx';

describe('risk on screen', () => {
  it('has mark, word and two decimals', () => {
    const html = renderToStaticMarkup(<RiskCell risk={0.831} />);
    expect(html).toContain('aria-label="High risk"');
    expect(html).toContain('0.83');
  });
  it('fills the bar up to the risk, with notches at 0.4 and 0.7', () => {
    const html = renderToStaticMarkup(<RiskCell risk={0.5} />);
    expect(html.match(/risk-track/g)).toHaveLength(3);
    expect(html.match(/"risk-solid"/g)).toHaveLength(2);
  });
  it('is a dash where nothing was scored, never 0', () => {
    const html = renderToStaticMarkup(<RiskCell risk={null} />);
    expect(html).toContain('—');
    expect(html).not.toContain('0.00');
    expect(renderToStaticMarkup(<RiskHero risk={null} />)).toContain('Not scored');
  });
});
