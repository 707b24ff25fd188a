import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PersonaCell } from './PersonaCell.tsx';

const shares = [
  { label: 'Web Server', family: 'web' as const, hostile: false, probability: 0.6 },
  { label: 'Database', family: 'database' as const, hostile: false, probability: 0.4 },
];

it('says that no label fits in place of the second, for the first is only the least wrong', () => {
  const known = renderToStaticMarkup(<PersonaCell shares={shares} />);
  expect(known).toContain('Database');
  expect(known).not.toContain('no label fits');
  const unknown = renderToStaticMarkup(<PersonaCell shares={shares} unknown />);
  expect(unknown).toContain('Web Server');
  expect(unknown).toContain('no label fits');
});
