import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AgentFacts } from './AgentFacts.tsx';
import { BaselineFacts } from './BaselineFacts.tsx';
import { CompositionTable } from './CompositionTable.tsx';
import { LearnedStrip } from './LearnedStrip.tsx';
import { makeAgent, makeSeries, makeTwin, makeWindow, sampleFrom } from './make-twin.test-support.ts';
import { rankWindows } from './rank-windows.ts';
import { chooseChannel } from './twin-channels.ts';
import { SampledStream } from './SampledStream.tsx';
import { TwinNotes } from './TwinNotes.tsx';
import { TwinPlot } from './TwinPlot.tsx';

const minute = 60e6;
const now = sampleFrom + 180 * minute;
/** Words of a part as a person reads them: without tags, thin spaces as plain ones. */
const words = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll('\u2005', ' ')
    .replaceAll('&#x27;', "'");
const absent = makeAgent({ state: 'absent', version: '', since: null, lastHeard: null, streams: [] });

describe('what one must know before the chart', () => {
  const tell = (part: Parameters<typeof makeTwin>[0]): string =>
    words(renderToStaticMarkup(<TwinNotes twin={makeTwin(part)} id="some-id" name="web 02" />));
  it('is nothing where all is well', () => expect(tell({})).toBe(''));
  it('is how to add the agent where there is none', () => {
    const channels = makeTwin().channels.map((one) =>
      one.channel === 'flows' || one.channel === 'resources' ? one : { ...one, available: false, why: 'no agent' },
    );
    const text = tell({ agent: absent, channels });
    expect(text).toContain('Flows and resources are compared');
    expect(text).toContain("mien agent install 'web 02'");
    expect(text).toContain('Copy command');
  });
  it('is why an agent is not to be believed', () =>
    expect(
      tell({ agent: makeAgent({ state: 'lying', detail: 'It tells 2 MB sent, the hypervisor 40 MB.' }) }),
    ).toContain('the hypervisor 40 MB'));
  it('is how far learning is, and what comes next', () => {
    const text = tell({ mode: 'learn', nextMode: 'watch, after 24 h' });
    expect(text).toContain('23 d and 48.2 M events learned so far');
    expect(text).toContain('Next: watch, after 24 h.');
  });
  it('is what a baseline lacks', () => {
    const baseline = { ...makeTwin().baseline, completeness: 0.88, incompleteReason: '12 % of frames lost' };
    expect(tell({ baseline })).toContain('Baseline 88 % complete12 % of frames lost');
  });
});

describe('parts beside the chart', () => {
  it('tell a baseline, and that there is none', () => {
    expect(words(renderToStaticMarkup(<BaselineFacts twin={makeTwin()} now={now} />))).toContain(
      'Size38.0 kB, n-gram, order 6',
    );
    const none = makeTwin({ baseline: { ...makeTwin().baseline, origin: 'none' } });
    expect(words(renderToStaticMarkup(<BaselineFacts twin={none} now={now} />))).toContain('nothing learned yet');
  });
  it('tell the agent with each stream it lost or cannot give', () => {
    const text = words(renderToStaticMarkup(<AgentFacts agent={makeAgent()} id="i" name="n" now={now + 5e6} />));
    expect(text).toContain('agent 0.9.2, loss 0.00 %');
    expect(text).toContain('Last heard5.0 s ago');
    expect(text).toContain('switched off in the guest');
    expect(words(renderToStaticMarkup(<AgentFacts agent={absent} id="i" name="n" now={now} />))).toContain(
      'mien agent install n',
    );
  });
  it('tell where the VM left the twin’s own stream, not by colour alone', () => {
    const html = renderToStaticMarkup(<SampledStream sampled={makeTwin().sampled} of="nginx" />);
    expect(words(html)).toContain('1 of 2 as predicted');
    expect(words(html)).toContain('not the same: ');
  });
  it('list what the baseline is made of, most events first', () => {
    const [part] = makeTwin().composition;
    if (part === undefined) throw new Error('no part');
    const rows = [part, { ...part, service: 'sshd', events: 50_000_000 }];
    const text = words(renderToStaticMarkup(<CompositionTable composition={rows} />));
    expect(text.indexOf('sshd')).toBeLessThan(text.indexOf('nginx'));
  });
  it('say what was kept out, in words too', () => {
    const html = renderToStaticMarkup(<LearnedStrip series={makeSeries()} />);
    expect(words(html)).toContain('kept out until you decide 13:32 – 14:02');
    expect(html).toContain('left:83.3');
  });
  it('show control characters of a guest as symbols', () => {
    const sampled = [{ twin: 'open\u202Eexe', real: '<b>\u0007', same: false }];
    const html = renderToStaticMarkup(<SampledStream sampled={sampled} of="" />);
    expect(html).not.toContain('\u202E');
    expect(html).not.toContain('<b>');
  });
});

describe('the chart', () => {
  const draw = (part: Parameters<typeof makeSeries>[1]): string =>
    words(
      renderToStaticMarkup(
        <TwinPlot
          series={makeSeries({ 151: 9.8 }, part)}
          label="Syscalls"
          since={0}
          learning="learning: 40 of 120 windows"
          gaps={[{ from: sampleFrom, to: sampleFrom + 60 * minute }]}
          ranked={rankWindows([makeWindow()], 'waiting', null)}
          open={null}
          onOpen={() => undefined}
          window={null}
          onWindow={() => undefined}
        />,
      ),
    );
  it('has its words: one sentence, the alarm line, gaps', () => {
    const text = draw({});
    expect(text).toContain('highest 9.8 at 13:33');
    expect(text).toContain('alarm above 4.6');
    expect(text).toContain('nothing observed');
  });
  it('has no alarm line while it learns', () => {
    const text = draw({ threshold: null, thresholdText: '' });
    expect(text).toContain('no alarm line while it learns; learning: 40 of 120 windows');
    expect(text).not.toContain('alarm above');
  });
  it.each([
    ['flows', 'flows'],
    ['agent', 'syscalls'],
    ['resources', 'resources'],
    [undefined, 'syscalls'],
  ] as const)('of %s shows %s', (asked, shown) =>
    expect(chooseChannel(makeTwin().channels, asked)?.channel).toBe(shown),
  );
  it('shows nothing where no channel is available', () =>
    expect(
      chooseChannel(
        makeTwin().channels.map((one) => ({ ...one, available: false })),
        'flows',
      ),
    ).toBeNull());
});
