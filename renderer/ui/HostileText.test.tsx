import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { HostileText } from './HostileText.tsx';

describe('HostileText', () => {
  it('isolates the direction and escapes markup', () => {
    const html = renderToStaticMarkup(<HostileText text={'<script>alert(1)</script>'} />);
    expect(html).toBe('<bdi class="hostile">&lt;script&gt;alert(1)&lt;/script&gt;</bdi>');
  });
  it('hints at mixed scripts, also to those who do not see the line', () => {
    const html = renderToStaticMarkup(<HostileText text={'p\u0430ypal'} />);
    expect(html).toContain('hostile-mixed');
    expect(html).toContain('mixes Cyrillic and Latin letters');
  });
  it('keeps the end of a name it cuts and shows all of it on hover', () => {
    const html = renderToStaticMarkup(<HostileText text="customer-portal-green-017" cut />);
    expect(html).toContain('<span class="hostile-tail" aria-hidden="true">een-017</span>');
    expect(html).toContain('title="customer-portal-green-017"');
  });
  it('is read out and copied in one piece', () => {
    const html = renderToStaticMarkup(<HostileText text="customer-portal-green-017" cut />);
    expect(html).toContain('<span class="visually-hidden">customer-portal-green-017</span>');
  });
  it('keeps the first label of a host name', () => {
    const html = renderToStaticMarkup(<HostileText text="ws6.shire.local" cut="host" />);
    expect(html).toContain('<span class="hostile-label" aria-hidden="true">ws6</span>');
  });
  it('shows symbols in the title too', () => {
    expect(renderToStaticMarkup(<HostileText text={'abcdefghijklm\u202en'} cut />)).toContain(
      'title="abcdefghijklm&lt;U+202E&gt;n"',
    );
  });
});
