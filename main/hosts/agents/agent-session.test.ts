import { describe, expect, it } from 'vitest';
import type { AgentRecord } from '../../telemetry/agent-report.ts';
import { AgentSession } from './agent-session.ts';
import { usualAgentSettings } from './agent-settings.ts';
import type { AgentTold } from './agent-told.ts';
import { agentHello, agentStatus } from './agent-records.test-support.ts';

const SECOND = 1e6;

class Talk {
  readonly sent: string[] = [];
  readonly records: AgentRecord[] = [];
  drawn = 0;
  proofs = 0;
  now = 1000 * SECOND;
  readonly session = new AgentSession({
    voice: {
      welcome: (credit) => Buffer.from(`welcome ${credit}`),
      credit: (bytes) => Buffer.from(`credit ${bytes}`),
      settings: ({ argv }) => Buffer.from(`settings ${argv}`),
      request: (what) => {
        const number = ++this.drawn;
        return { number, frame: Buffer.from(`request ${number} ${what}`) };
      },
    },
    settings: usualAgentSettings,
    proven: () => {
      this.proofs += 1;
    },
    send: (bytes) => this.sent.push(Buffer.from(bytes).toString()),
    tell: (records) => this.records.push(...records),
  });

  hears(records: AgentRecord[], more: Partial<AgentTold> = {}): void {
    this.session.told(this.now, {
      type: 'agent',
      stream: 1,
      consumed: 100,
      charged: 0,
      credit: null,
      foreign: null,
      records,
      answers: [],
      ...more,
    });
  }

  passes(seconds: number): void {
    for (let step = 0; step < seconds * 4; step += 1) {
      this.now += SECOND / 4;
      this.session.tick(this.now);
    }
  }

  links(): string[] {
    return this.records.flatMap((record) => (record.kind === 'link' ? [record.state] : []));
  }
}

const hello = (startId: string): AgentRecord => ({ kind: 'hello', hello: { ...agentHello, startId } });
const status: AgentRecord = { kind: 'status', status: agentStatus };
const garbage = (garbageBytes: number): AgentRecord => ({
  kind: 'damage',
  lostFrames: 0,
  garbageBytes,
  replayedFrames: 0,
});

describe('AgentSession', () => {
  it('welcomes when the channel opens and after a HELLO, but not after each of a flood of them', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    expect(talk.sent).toEqual(['welcome 262144']);
    talk.passes(1);
    for (let count = 0; count < 50; count += 1) talk.hears([hello('a')]);
    talk.passes(1);
    expect(talk.sent.filter((text) => text.startsWith('welcome')).length).toBeLessThanOrEqual(3);
  });

  it('is up while the agent gives signs of life, silent 5 s after the last, and up again with the next', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([hello('a'), status]);
    talk.passes(4);
    expect(talk.links()).toEqual(['silent', 'up']);
    talk.passes(2);
    expect(talk.links()).toEqual(['silent', 'up', 'silent']);
    talk.hears([status]);
    expect(talk.links()).toEqual(['silent', 'up', 'silent', 'up']);
  });

  it('tops credit up as it is used', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([], { charged: 200_000 });
    talk.passes(2);
    const granted = talk.sent.filter((text) => text.startsWith('credit')).map((text) => Number(text.split(' ')[1]));
    expect(granted.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(160_000);
    expect(granted.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(200_000);
  });

  it('says which version the agent speaks where it is another, and that it is up once it is ours', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([], { foreign: 2 });
    talk.hears([], { foreign: 2 });
    expect(talk.links()).toEqual(['silent', 'incompatible']);
    talk.hears([hello('b'), status]);
    expect(talk.links().at(-1)).toBe('up');
  });

  it('says that what comes is not the protocol, once', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    for (let count = 0; count < 20; count += 1) talk.hears([garbage(1000)]);
    expect(talk.links()).toEqual(['silent', 'garbled']);
    talk.hears([status]);
    expect(talk.links()).toEqual(['silent', 'garbled', 'up']);
  });

  it('takes no HELLO of an agent that another followed: it is played from before', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    for (const start of ['a', 'b', 'a']) talk.hears([hello(start)]);
    expect(talk.records.filter(({ kind }) => kind === 'hello')).toHaveLength(2);
    expect(talk.records.at(-1)).toMatchObject({ kind: 'damage', replayedFrames: 1 });
  });

  it.each([
    ['flooding', 'flooding'],
    ['failed', 'closed'],
    ['ended', 'silent'],
  ] as const)('tells a channel that was closed: %s', (why, state) => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([hello('a'), status]);
    talk.session.closed(why, 'because');
    expect(talk.records.at(-1)).toEqual({ kind: 'link', state, detail: 'because' });
    const { length } = talk.sent;
    talk.hears([status]);
    talk.passes(10);
    expect(talk.sent).toHaveLength(length);
  });

  it('puts an answer together from its parts, in whatever order they come', async () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([hello('a'), status]);
    const answer = talk.session.request(talk.now, 'quote', new Uint8Array());
    expect(talk.sent.at(-1)).toBe('request 1 quote');
    const part = (number: number, bytes: string): Partial<AgentTold> => ({
      answers: [
        { request: 1, ok: true, text: 'x', bytes: Buffer.from(bytes).toString('base64'), part: number, parts: 2 },
      ],
    });
    talk.hears([], part(2, 'world'));
    talk.hears([], part(2, 'world'));
    talk.hears([], part(1, 'hello '));
    const { ok, bytes } = await answer;
    expect([ok, Buffer.from(bytes).toString()]).toEqual([true, 'hello world']);
  });

  it.each<[string, (talk: Talk) => void]>([
    ['the agent does not answer', (talk) => talk.passes(31)],
    ['the channel closes', (talk) => talk.session.closed('ended', '')],
    ['another agent begins', (talk) => talk.hears([hello('b')])],
  ])('gives a request up where %s', async (_what, happens) => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([hello('a'), status]);
    const answer = talk.session.request(talk.now, 'quote', new Uint8Array());
    happens(talk);
    await expect(answer).rejects.toThrow();
  });

  it('asks for a proof that the agent reads before the channel needs one, and holds back where none comes', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.hears([hello('a'), status]);
    const uses = (): void => {
      talk.hears([status], { charged: 100_000 });
      talk.passes(1);
    };
    for (let second = 0; second < 25; second += 1) uses();
    expect(talk.sent).toContain('request 1 ping');
    expect(talk.sent.length).toBeLessThanOrEqual(13);
    expect(talk.proofs).toBe(0);
    talk.hears([], { answers: [{ request: 1, ok: false, text: 'unknown', bytes: '', part: 1, parts: 1 }] });
    expect(talk.proofs).toBe(1);
    const { length } = talk.sent;
    for (let second = 0; second < 4; second += 1) uses();
    expect(talk.sent.length).toBeGreaterThan(length);
    talk.hears([], { answers: [{ request: 1, ok: false, text: 'unknown', bytes: '', part: 1, parts: 1 }] });
    expect(talk.proofs).toBe(1);
  });

  it('sends new settings at once, and with each welcome from then on', () => {
    const talk = new Talk();
    talk.session.opened(talk.now, 'a test');
    talk.session.set({ ...usualAgentSettings, argv: 'none' });
    expect(talk.sent.at(-1)).toBe('settings none');
  });
});
