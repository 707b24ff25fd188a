import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FeedFacts } from './FeedFacts.tsx';
import { LeftOut } from './LeftOut.tsx';
import { ListingTable } from './ListingTable.tsx';
import { makeFeed, makeOpinion } from './make-feed.test-support.ts';
import { ReputationLadder } from './ReputationLadder.tsx';

/** Words of a part as a person reads them: a space for each tag, thin spaces as plain ones. */
const words = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/[\s\u2005]+/gu, ' ')
    .trim();

describe('the ladder on screen', () => {
  it('says itself, and each rung with its change', () => {
    const text = words(renderToStaticMarkup(<ReputationLadder opinion={makeOpinion()} />));
    expect(text).toContain('From 0.50 to 0.26: listed by 2 feeds, known to 1 warning list.');
    expect(text).toContain('\u22120.45');
    expect(text).toContain('+0.24');
    expect(text).toMatch(/Reputation 0\.26/u);
  });
  it('draws what nobody knows as a dashed mark, not as a value', () => {
    const html = renderToStaticMarkup(
      <ReputationLadder
        opinion={makeOpinion({ unknown: true, reputation: 0.5, steps: [], listings: [], warnings: [] })}
      />,
    );
    expect(html).not.toContain('ladder-end');
    expect(words(html)).toContain('no feed in use lists it');
  });
});

it('the arithmetic has a line for each listing', () => {
  const text = words(renderToStaticMarkup(<ListingTable opinion={makeOpinion()} />));
  expect(text).toContain('0.90 1.00 1.00 90 %');
  expect(text).toContain('0.50 1.00 1.00 50 %');
});

describe('what is left out', () => {
  const feed = makeFeed({
    refused: { count: 30, examples: [{ row: '10.0.0.0/8', why: 'private addresses' }] },
    skipped: { count: 1, examples: [{ row: '<img src=x>\u202E', why: 'is no indicator' }] },
  });
  const html = renderToStaticMarkup(<LeftOut feed={feed} />);
  it('is told with examples and reasons', () => {
    expect(words(html)).toContain('30 entries refused 10.0.0.0/8: private addresses');
    expect(words(html)).toContain('and 29 more');
    expect(words(html)).toContain('1 row skipped');
  });
  it('is text, whatever a feed writes', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toContain('\u202E');
  });
  it('is nothing where all was used', () => expect(renderToStaticMarkup(<LeftOut feed={makeFeed()} />)).toBe(''));
});

it('the facts of a feed hold its address and its token file in full', () => {
  const source = { kind: 'url', url: 'https://a.example/x', isInternal: true, tokenFile: '/etc/token' } as const;
  const feed = makeFeed({ problem: 'The server answered 500.', nextAt: null }, { source });
  const text = words(renderToStaticMarkup(<FeedFacts feed={feed} formats={[]} />));
  expect(text).toContain('Source https://a.example/x of our own network');
  expect(text).toContain('Token file /etc/token');
  expect(text).toContain('Next try by hand');
  expect(text).toContain('Problem The server answered 500.');
});
