import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL_LIMITS } from './channel-limits.ts';
import { ChannelBook } from './channel-book.ts';
import { LineError } from './guest-line.ts';
import { ScriptedGuests } from './scripted-guest.test-support.ts';

let guests: ScriptedGuests;
let book: ChannelBook;
const vm = (uuid: string): { uuid: string; name: string } => ({ uuid, name: uuid });
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);
const bytes = (length: number): Uint8Array => new Uint8Array(length);

beforeEach(() => {
  vi.useFakeTimers();
  guests = new ScriptedGuests();
  const { open, sink } = guests;
  book = new ChannelBook({ open, sink, limits: CHANNEL_LIMITS, now: () => performance.now(), random: () => 0 });
});
afterEach(async () => {
  await book.close();
  expect(guests.openLines()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('channels of a host', () => {
  it('open, pass on what comes as one piece, and close with their VM', async () => {
    book.want([vm('a'), vm('b')]);
    await pass(10);
    for (const size of [3, 4, 5]) {
      guests.line('a').say(bytes(size));
      await pass(1);
    }
    await pass(60);
    book.send('b', bytes(7));
    book.want([vm('b')]);
    await pass(60);
    expect(guests.told).toEqual([
      ['opened', 'a'],
      ['opened', 'b'],
      ['bytes', 'a', 12],
      ['closed', 'a', 'ended', ''],
    ]);
    expect(guests.line('b').written).toEqual([bytes(7)]);
    expect([guests.line('a').closed, guests.line('b').closed]).toEqual([true, false]);
  });

  it('tell what came before the end, and open again after waits that double', async () => {
    book.want([vm('a')]);
    await pass(10);
    guests.line('a').say(bytes(9));
    guests.line('a').say(null);
    await pass(1);
    expect(guests.told.slice(1)).toEqual([
      ['bytes', 'a', 9],
      ['closed', 'a', 'ended', 'The channel ended.'],
    ]);
    for (const wait of [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const { tries } = guests;
      await pass(wait - 10);
      expect(guests.tries).toBe(tries);
      await pass(20);
      expect(guests.tries).toBe(tries + 1);
      guests.line('a').say(null);
      await pass(1);
    }
    // One that lasts begins anew.
    await pass(30_000);
    await pass(11_000);
    guests.line('a').say(null);
    const { tries } = guests;
    await pass(251);
    expect(guests.tries).toBe(tries + 1);
  });

  it('say once why one cannot be opened, and again when the reason changes', async () => {
    guests.failure = new LineError('failed', 'Another program holds it.');
    book.want([vm('a')]);
    await pass(5000);
    expect(guests.tries).toBeGreaterThan(4);
    expect(guests.told).toEqual([['closed', 'a', 'failed', 'Another program holds it.']]);
    guests.failure = new LineError('ended', 'The VM does not run.');
    await pass(30_000);
    guests.failure = null;
    await pass(30_000);
    expect(guests.told.slice(1)).toEqual([
      ['closed', 'a', 'ended', 'The VM does not run.'],
      ['opened', 'a'],
    ]);
  });

  it('close for a while when they are dropped, and only that one', async () => {
    book.want([vm('a'), vm('b')]);
    await pass(10);
    book.drop('a', 'Garbage.', 5000);
    await pass(4000);
    expect(guests.told.slice(2)).toEqual([['closed', 'a', 'dropped', 'Garbage.']]);
    expect(guests.line('b').closed).toBe(false);
    await pass(1010);
    expect(guests.told.at(-1)).toEqual(['opened', 'a']);
    book.drop('none', '', 1);
    book.send('none', bytes(1));
    book.proven('none');
  });
});

describe('a guest that floods', () => {
  it.each([
    ['by bytes', 65_536],
    ['by small messages', 1],
  ])('%s is shut out for 2 s, then twice as long, up to a minute; others notice nothing', async (_how, size) => {
    book.want([vm('flood'), vm('calm')]);
    await pass(10);
    const opened = (): number => guests.lines.get('flood')?.length ?? 0;
    for (const wait of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      const line = guests.line('flood');
      const before = opened();
      let said = 0;
      while (!line.closed && said < 100_000) {
        for (let count = 0; count < 50; count += 1) line.say(bytes(size));
        said += 50;
        guests.line('calm').say(bytes(10));
        await pass(0);
      }
      // At most the burst, and what came with it.
      expect(said - 50).toBeLessThanOrEqual(Math.min(CHANNEL_LIMITS.messageBurst, CHANNEL_LIMITS.burst / size));
      expect(guests.told.at(-1)).toEqual(['closed', 'flood', 'flooding', expect.stringContaining(`${wait / 1000} s`)]);
      await pass(wait - 20);
      expect(opened()).toBe(before);
      await pass(40);
      expect(opened()).toBe(before + 1);
    }
    expect(guests.lines.get('calm')).toHaveLength(1);
    // A minute of quiet is believed.
    await pass(61_000);
    for (let count = 0; count < 20; count += 1) guests.line('flood').say(bytes(65_536));
    await pass(1);
    expect(guests.told.at(-1)).toEqual(['closed', 'flood', 'flooding', expect.stringContaining('for 2 s')]);
  });

  it('keeps its channel where it says just what is allowed', async () => {
    book.want([vm('a')]);
    await pass(10);
    for (let count = 0; count < 500; count += 1) {
      guests.line('a').say(bytes(25 * 1024));
      await pass(100);
    }
    expect(guests.told.filter(([what]) => what === 'closed')).toEqual([]);
  });
});

describe('a guest that does not read', () => {
  it('is sent no more than fits before it holds up others, unless it proves that it reads', async () => {
    book.want([vm('a')]);
    await pass(10);
    for (let round = 0; round < 10; round += 1) {
      for (let count = 0; count < 16; count += 1) book.send('a', bytes(40));
      book.proven('a');
    }
    expect(guests.line('a').written).toHaveLength(160);
    for (let count = 0; count < 20; count += 1) book.send('a', bytes(40));
    await pass(1);
    expect(guests.line('a').written).toHaveLength(176);
    expect(guests.told.at(-1)?.slice(0, 3)).toEqual(['closed', 'a', 'dropped']);
    await pass(500);
    book.send('a', bytes(70_000));
    await pass(1);
    expect(guests.line('a').written).toEqual([]);
  });
});

it('leaves nothing open whatever comes and goes', async () => {
  const names = ['a', 'b', 'c'];
  const act = fc.oneof(
    fc.record({ act: fc.constant('want' as const), vms: fc.subarray(names) }),
    fc.record({ act: fc.constantFrom('hang up' as const, 'break' as const, 'drop' as const), vm: fc.nat(2) }),
    fc.record({ act: fc.constant('wait' as const), time: fc.nat(3000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      guests.told.length = 0;
      for (const step of acts) {
        if (step.act === 'want') book.want(step.vms.map(vm));
        else if (step.act === 'wait') await pass(step.time);
        else {
          const name = names[step.vm] ?? '';
          const line = guests.lines.get(name)?.at(-1);
          if (step.act === 'drop') book.drop(name, '', 100);
          else line?.say(step.act === 'break' ? new LineError('failed', 'Broken.') : null);
        }
      }
      const wanted = acts.findLast((step) => step.act === 'want')?.vms ?? [];
      await pass(70_000);
      expect(guests.openLines()).toBe(wanted.length);
      await book.close();
      expect(guests.openLines()).toBe(0);
      // Each opening is followed by its closing.
      for (const name of names) {
        const told = guests.told.filter(([, uuid]) => uuid === name).map(([what]) => what);
        for (const [index, what] of told.entries())
          if (what === 'opened') expect(told.slice(index + 1).find((next) => next !== 'bytes')).toBe('closed');
      }
    }),
    { numRuns: 60 },
  );
});
