import { describe, expect, it } from 'vitest';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { Engine } from '../main/engine.ts';
import { openFirst } from './open-first.ts';

const createEngine = (fail?: Error, resumes = false): { engine: Engine; opened: unknown[]; logged: unknown[] } => {
  const opened: unknown[] = [];
  const logged: unknown[] = [];
  const open = (input: unknown): unknown => {
    if (fail) throw fail;
    opened.push(input);
    return { session: 's' };
  };
  const handlers = { 'session.open': open, 'session.openSample': open, 'host.add': open };
  const sinks = { audit: () => undefined, log: (entry: unknown) => logged.push(entry) };
  return {
    engine: { handlers, sinks, resume: () => resumes, close: async () => undefined } as unknown as Engine,
    opened,
    logged,
  };
};

describe('openFirst', () => {
  it('opens the sample where nothing is named', async () => {
    const { engine, opened } = createEngine();
    expect(await openFirst(engine, [])).toBe('');
    expect(opened).toEqual([{}]);
  });

  it('opens what is named; a file address becomes a path', async () => {
    const { engine, opened } = createEngine();
    await openFirst(engine, ['/a/b.pcap', 'file:///c/d%20e.pcap', 'file://%']);
    expect(opened).toEqual([{ paths: ['/a/b.pcap', '/c/d e.pcap', 'file://%'] }]);
  });

  it('watches hosts that are named, beside files', async () => {
    const { engine, opened } = createEngine();
    await openFirst(engine, ['qemu+ssh://host/system', '/a.pcap']);
    expect(opened).toEqual([
      { paths: ['/a.pcap'] },
      { uri: 'qemu+ssh://host/system', capture: true, capturePrefix: [], flows: 'packets', agents: false },
    ]);
  });

  it('goes on with hosts that were watched before, instead of the sample', async () => {
    const { engine, opened } = createEngine(undefined, true);
    expect(await openFirst(engine, [])).toBe('');
    expect(opened).toEqual([]);
  });

  it('answers with the sentence of a refusal, and logs a bug without falling over it', async () => {
    expect(await openFirst(createEngine(new Refusal('not-found', 'No such file.')).engine, ['/x'])).toBe(
      'No such file.',
    );
    const broken = createEngine(new Error('bug'));
    expect(await openFirst(broken.engine, ['/x'])).toContain('the engine failed');
    expect(broken.logged).toMatchObject([{ name: 'session.open', error: new Error('bug') }]);
  });
});
