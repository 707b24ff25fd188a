import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PersonaBar } from './PersonaBar.tsx';

it('says its labels in words and hatches those that mean harm', () => {
  const html = renderToStaticMarkup(
    <PersonaBar
      shares={[
        { label: 'Beaconing', family: 'exporter', hostile: true, probability: 0.31 },
        { label: 'Web Server', family: 'web', hostile: false, probability: 0.69 },
      ]}
      incomplete
    />,
  );
  expect(html).toContain('aria-label="Web Server 0.69, Beaconing 0.31"');
  expect(html).toContain('persona-exporter persona-hostile');
  expect(html).not.toContain('persona-web persona-hostile');
  expect(html).toContain('persona-incomplete');
});
