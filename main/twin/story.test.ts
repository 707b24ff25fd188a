import { describe, expect, test } from 'vitest';
import { NOON, SECOND } from './guest-life.test-support.ts';
import { packEvents } from './packed-events.ts';
import { type KeptWindow, Story } from './story.ts';
import { StoryBook } from './story-book.ts';
import { StoryRoom } from './story-room.ts';

const kept = (number: number, parts: Partial<KeptWindow> = {}): KeptWindow => ({
  id: `window-${number}`,
  channel: 'syscalls',
  from: NOON + number * SECOND,
  to: NOON + (number + 2) * SECOND,
  title: 'odd',
  service: 'nginx',
  thread: 'nginx',
  bits: 5 + number / 100,
  pValue: 0.004,
  ringScore: 9,
  technique: '',
  state: 'kept-out',
  agesOutAt: NOON + 7 * 86_400e6,
  events: packEvents([
    { time: NOON, text: 'ptrace', bits: 12, expected: [{ text: 'read', probability: 0.8 }], never: true },
  ]),
  window: null,
  ...parts,
});
const act = (severity: number, word = `act-${severity}`) => ({
  word,
  text: `does ${word}`,
  severity,
  technique: 'T1059',
  time: NOON,
  early: false,
});

describe('what a story weighs', () => {
  test('statistics alone stay under suspicion however long they go on', () => {
    const story = new Story('one', 'syscalls', 'nginx', NOON);
    expect(story.score).toBe(0);
    story.alarms = 1;
    story.addWindow(kept(1));
    expect(story.score).toBeGreaterThan(0.1);
    for (let number = 2; number < 100; number++) story.addWindow(kept(number));
    story.alarms = 50;
    expect(story.score).toBeLessThan(0.4);
    expect(story.windows.length).toBeLessThanOrEqual(24);
    expect(story.title).toBe('nginx leaves what the twin predicts');
    expect(story.toFinding('vm').why).toContain('ptrace where read was expected');
  });

  test('a grave act alone weighs what it weighs; others add; many mild ones are no grave one', () => {
    const grave = new Story('one', 'processes', 'nginx', NOON);
    grave.addAct(act(0.75));
    expect(grave.score).toBeCloseTo(0.75, 6);
    grave.addAct(act(0.5));
    expect(grave.score).toBeCloseTo(0.8, 6);
    expect(grave.title).toBe('does act-0.75');
    const mild = new Story('two', 'processes', 'cron', NOON);
    for (let number = 0; number < 40; number++) mild.addAct(act(0.3, `mild-${number}`));
    expect(mild.score).toBeLessThan(0.4);
  });

  test('an act that was told early says so, and weighs more once the VM is known', () => {
    const story = new Story('one', 'processes', 'nginx', NOON);
    story.addAct({ ...act(0.55, 'pool'), early: true });
    expect(story.score).toBeCloseTo(0.55, 6);
    expect(story.toFinding('vm')).toMatchObject({
      title: 'does pool',
      why: 'Grave by itself, while the twin still learns: does pool.',
    });
    story.addAct(act(0.75, 'pool'));
    story.addAct({ ...act(0.55, 'pool'), early: true });
    expect(story.score).toBeCloseTo(0.75, 6);
    expect(story.toFinding('vm').why).toBe('Never learned: does pool.');
  });

  test('what it tells first is of each technique one act', () => {
    const story = new Story('one', 'processes', 'sh', NOON);
    for (const word of ['a', 'b', 'c', 'd']) story.addAct(act(0.78, word));
    story.addAct({ ...act(0.72, 'shadow'), technique: 'T1003.008' });
    expect(story.toFinding('vm').why).toBe('Never learned: does a; does shadow; does b.');
  });

  test('nothing, once all of it was let in', () => {
    const story = new Story('one', 'syscalls', 'nginx', NOON);
    story.addAct(act(0.9));
    const [first, second] = [kept(1), kept(2)];
    story.addWindow(first);
    story.addWindow(second);
    first.state = 'accepted';
    expect(story.score).toBeGreaterThan(0.8);
    second.state = 'aged-out';
    expect(story.score).toBe(0);
  });
});

describe('stories of a VM', () => {
  test('what hangs together is one, told again only where it changed', () => {
    const book = new StoryBook('vm');
    const { story, isNew } = book.obtain('syscalls', 'nginx', NOON);
    expect(isNew).toBe(true);
    story.addAct(act(0.6));
    expect(book.takeFindings()).toMatchObject([{ id: story.id, uuid: 'vm' }]);
    expect(book.takeFindings()).toEqual([]);
    expect(book.obtain('processes', 'nginx', NOON + 300 * SECOND)).toEqual({ story, isNew: false });
    expect(book.obtain('syscalls', 'cron', NOON).isNew).toBe(true);
    expect(book.obtain('syscalls', 'nginx', NOON + 2000 * SECOND).isNew).toBe(true);
  });

  test('are bounded: settled and weak ones give way, what just began does not', () => {
    const book = new StoryBook('vm');
    for (let number = 0; number < 300; number++) {
      const { story } = book.obtain('syscalls', `service-${number}`, NOON + number * SECOND);
      story.addAct(act(number === 5 ? 0.9 : 0.5));
      for (let at = 0; at < 10; at++) story.addWindow(kept(number * 10 + at));
      book.putAside(kept(number, { bits: number }));
    }
    expect(book.stories.length).toBeLessThanOrEqual(32);
    expect(book.stories.some(({ service }) => service === 'service-5')).toBe(true);
    expect(book.stories.some(({ service }) => service === 'service-299')).toBe(true);
    expect(book.aside.map(({ bits }) => bits)).toEqual(Array.from({ length: 32 }, (_, at) => 268 + at));
  });

  test('of thousands of VMs less is kept of each: the worst windows of each story', () => {
    const room = new StoryRoom();
    room.holders = 2000;
    const book = new StoryBook('vm', room);
    for (let number = 0; number < 6; number++) {
      const { story } = book.obtain('syscalls', `service-${number}`, NOON + number * SECOND);
      for (let at = 0; at < 40; at++) book.add(story, kept(number * 100 + at, { window: 'w'.repeat(300), bits: at }));
      expect(story.departed).toBe(40);
      expect(Math.max(...story.windows.map(({ bits }) => bits))).toBe(39);
      for (let at = 0; at < 40; at++) book.putAside(kept(number * 100 + at, { window: 'w'.repeat(300) }));
    }
    const bytes = book.windows.reduce(
      (sum, { events, window }) => sum + 400 + events.length + (window?.length ?? 0),
      0,
    );
    expect(bytes).toBeLessThanOrEqual(room.each);
    expect(bytes).toBeGreaterThan(room.each / 2);
    expect(book.stories.length).toBeGreaterThan(3);
    room.holders = 3;
    const { story } = book.obtain('flows', 'service-7', NOON + 9000 * SECOND);
    for (let at = 0; at < 40; at++) book.add(story, kept(at, { bits: at }));
    expect(story.windows.map(({ bits }) => bits).sort((left, right) => left - right)).toEqual(
      Array.from({ length: 24 }, (_, at) => 16 + at),
    );
  });
});
