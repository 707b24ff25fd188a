import { describe, expect, it } from 'vitest';
import { blankFlow, type ExportedFlow } from './exported-flow.ts';
import { type BookedFlow, FlowBook } from './flow-book.ts';

const START = 1.7e15;
const there: ExportedFlow = {
  ...blankFlow('switch 1'),
  family: 4,
  protocol: 6,
  src: '10.0.0.1',
  sport: 40_000,
  dst: '10.0.0.2',
  dport: 80,
  start: START,
  end: START + 1e6,
  packets: 5,
  bytes: 500,
  flags: 2 | 16,
};
const back: ExportedFlow = {
  ...there,
  src: there.dst,
  sport: 80,
  dst: there.src,
  dport: 40_000,
  packets: 4,
  bytes: 4000,
  flags: 18,
};

function book() {
  const told: [BookedFlow, boolean][] = [];
  let id = 0;
  const flows = new FlowBook(
    () => (id += 1),
    (flow, isOver) => told.push([structuredClone(flow), isOver]),
  );
  return { flows, told };
}

describe('a book of flows', () => {
  it.each([
    ['in order', [there, back]],
    ['the answer first', [back, there]],
  ])('joins the directions of a connection, %s', (_order, exported) => {
    const { flows, told } = book();
    for (const one of exported) flows.add(one, START);
    flows.endAll();
    expect(told).toMatchObject([
      [{ id: 1, src: '10.0.0.1', dport: 80, out: { packets: 5, bytes: 500 }, in: { packets: 4, bytes: 4000 } }, true],
    ]);
  });

  it.each([
    [
      'a lone SYN has begun',
      { flags: 2, packets: 1, sport: 80, dport: 40_000 },
      { flags: 18, packets: 1, sport: 40_000, dport: 80 },
      80,
    ],
    [
      'a SYN-ACK answers',
      { flags: 18, packets: 1, sport: 9000, dport: 9001 },
      { flags: 2, packets: 1, sport: 9001, dport: 9000 },
      9001,
    ],
    [
      'the earlier has asked',
      { protocol: 17, flags: 0, sport: 9000, dport: 9001 },
      { protocol: 17, flags: 0, sport: 9001, dport: 9000, start: START - 5 },
      9001,
    ],
  ])('finds who began: %s', (_rule, first, second, originator) => {
    const { flows, told } = book();
    flows.add({ ...there, ...first }, START);
    flows.add({ ...back, ...second }, START);
    flows.endAll();
    expect(told).toHaveLength(1);
    expect(told[0]![0].sport).toBe(originator);
  });

  it('adds what is told bit by bit, told again only when it changed', () => {
    const { flows, told } = book();
    flows.add(there, START);
    flows.snapshot();
    flows.snapshot();
    flows.add({ ...there, start: START + 60e6, end: START + 61e6 }, START + 61e6);
    flows.snapshot();
    expect(told.map(([flow, isOver]) => [flow.id, flow.out.packets, isOver])).toEqual([
      [1, 5, false],
      [1, 10, false],
    ]);
    expect(told[1]![0].end).toBe(START + 61e6);
  });

  it('takes a flow once from a switch that tells of it twice, and from one of two switches', () => {
    const { flows, told } = book();
    flows.add({ ...there, direction: 0 }, START);
    flows.add({ ...there, direction: 1 }, START);
    flows.add({ ...there, exporter: 'switch 2' }, START);
    flows.endAll();
    expect(told.map(([flow]) => flow.out.packets)).toEqual([5]);
    const other = book();
    other.flows.add({ ...there, direction: 1 }, START);
    other.flows.endAll();
    expect(other.told).toHaveLength(1);
  });

  it('ends flows that are silent, sooner when they are closed, and begins others after', () => {
    const { flows, told } = book();
    flows.add(there, START);
    flows.add({ ...there, sport: 40_001, flags: 2 | 4 }, START);
    flows.tick(START + 50e6);
    expect(told).toHaveLength(0);
    flows.tick(START + 70e6);
    expect(told.map(([flow]) => flow.sport)).toEqual([40_001]);
    flows.add({ ...there, start: START + 2000e6, end: START + 2001e6 }, START + 800e6);
    expect(told.map(([flow, isOver]) => [flow.id, isOver])).toEqual([
      [2, true],
      [1, true],
    ]);
  });

  it('holds a bounded number of flows, and gives up the longest silent', () => {
    const { flows, told } = book();
    for (let index = 0; index < 66_000; index++)
      flows.add({ ...there, src: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }, START);
    expect(told).toHaveLength(66_000 - 65_536);
    expect(told[0]![0].src).toBe('10.0.0.0');
  });
});
