import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CutList } from './CutList.tsx';
import { listRoutes, openRoute } from './list-routes.ts';
import { makePath } from './make-path.test-support.ts';
import { OpenPath } from './OpenPath.tsx';
import { RouteList } from './RouteList.tsx';
import { StepTable } from './StepTable.tsx';

/** Words of a part as a person reads them, without tags. */
const words = (html: string): string => html.replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ');
const ignore = (): void => undefined;
const likeliest = makePath(['internet', 'web', 'db'], 0.5);
const answer = {
  starts: [{ id: 'internet', name: 'Internet', why: 'anybody outside' }],
  targets: [
    { id: 'db', name: 'pg-orders', why: 'declared confidential' },
    { id: 'mail', name: 'mail', why: 'declared restricted' },
  ],
};

describe('the list of routes', () => {
  it('tells target, chance, steps and through whom, and the shortest beside', () => {
    const routes = listRoutes({ likeliest: [likeliest], shortest: [makePath(['internet', 'db'], 0.01)] });
    const text = words(renderToStaticMarkup(<RouteList routes={routes} answer={answer} onOpen={ignore} />));
    expect(text).toContain('0.25');
    expect(text).toContain('2 steps from Internet');
    expect(text).toContain('via name of web');
    expect(text).toContain('shortest');
    expect(text).toContain('0.010');
  });
});

describe('an open path', () => {
  const draw = (shortest: boolean): string => {
    const routes = listRoutes({
      likeliest: [likeliest],
      shortest: shortest ? [makePath(['internet', 'db'], 0.1)] : [],
    });
    const open = openRoute(routes, 'db', undefined);
    expect(open).not.toBeNull();
    return open === null
      ? ''
      : renderToStaticMarkup(<OpenPath open={open} answer={answer} onWay={ignore} onNode={ignore} />);
  };
  it('says why it is a start and a target', () => {
    expect(words(draw(false))).toContain('declared confidential');
    expect(words(draw(false))).toContain('From Internet , anybody outside');
  });
  it('offers the other way only where there is one', () => {
    expect(draw(true)).toContain('role="radiogroup"');
    expect(words(draw(true))).toContain('0.10, 1 step');
    expect(draw(false)).not.toContain('role="radiogroup"');
  });
});

describe('the steps', () => {
  it('are a table with technique, chance and what each needs', () => {
    const html = renderToStaticMarkup(<StepTable steps={likeliest.steps} onNode={ignore} />);
    expect(words(html)).toContain('Remote Services: SSH T1021.004');
    expect(words(html)).toContain('Needs the key for ssh 22 of db');
    expect(words(html)).toContain('observed');
    // The Internet is no node that could be chosen.
    expect(html.match(/class="path-step-end"/gu)).toHaveLength(3);
  });
  it('tell what was never seen by word and by a dashed mark', () => {
    const html = renderToStaticMarkup(<StepTable steps={makePath(['a', 'b'], 0.3, false).steps} onNode={ignore} />);
    expect(words(html)).toContain('predicted');
    expect(html).toContain('path-step-predicted');
  });
  it('show hostile names as text', () => {
    const [step] = likeliest.steps;
    const steps = step === undefined ? [] : [{ ...step, toName: '<img src=x>\u202eevil', needs: 'a\u0000b' }];
    const html = renderToStaticMarkup(<StepTable steps={steps} onNode={ignore} />);
    expect(steps).toHaveLength(1);
    expect(html).not.toContain('<img');
    for (const hidden of ['\u202e', '\u0000']) expect(html).not.toContain(hidden);
  });
});

describe('rules that would relieve', () => {
  const cut = {
    from: 'internet',
    fromName: 'Internet',
    to: 'web',
    toName: 'web',
    transport: 'tcp',
    port: 443,
    service: 'tls',
    relief: 0.048,
    text: 'Deny the Internet → web, tcp 443',
  };
  it('tell relief and what is saved by name', () => {
    const list = { targets: answer.targets, cuts: [{ ...cut, saved: ['db', 'mail'] }] };
    const text = words(
      renderToStaticMarkup(<CutList answer={list} target="db" renderDraft={(): undefined => undefined} />),
    );
    expect(text).toContain('Deny the Internet → web, tcp 443');
    expect(text).toContain('−0.048');
    expect(text).toContain('pg-orders , mail');
  });
  it('are none where another way is as likely', () => {
    const list = { targets: answer.targets, cuts: [{ ...cut, relief: 1e-17, saved: [] }] };
    const text = words(
      renderToStaticMarkup(<CutList answer={list} target={null} renderDraft={(): undefined => undefined} />),
    );
    expect(text).toContain('None alone');
    expect(text).not.toContain('Deny');
  });
  it('count what is saved as none where nothing is', () => {
    const list = { targets: answer.targets, cuts: [{ ...cut, saved: [] }] };
    expect(
      words(renderToStaticMarkup(<CutList answer={list} target={null} renderDraft={(): undefined => undefined} />)),
    ).toContain('Not reached any more 0');
  });
});
