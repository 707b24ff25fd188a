import { describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/contract/session.ts';
import { listConditions, splitRemark } from './condition.ts';

const fine = { state: 'open', since: 0, tries: 0, nextTry: null } as const;
const clock = (time: number): string => `t${time}`;
const session = (part: Partial<Session>): Session =>
  ({ state: 'ready', error: null, progress: 1, remarks: [], ...part }) as Session;

describe('conditions', () => {
  it('are none where all is fine', () => expect(listConditions(fine, session({}), clock)).toEqual([]));
  it('tell a lost engine in the order of errors', () => {
    const [lost] = listConditions({ state: 'lost', since: 5, tries: 2, nextTry: 9 }, null, clock);
    expect(lost?.facts.map(([name]) => name)).toEqual(['Since', 'Tried', 'Still works', 'Not working', 'To do']);
    expect(lost?.facts[1]?.[1]).toBe('2 times, next at t9');
  });
  it('stand worst first', () => {
    const list = listConditions(
      fine,
      session({
        state: 'stopped',
        progress: 0.62,
        remarks: [
          { code: 'i', text: 'Note.', file: '', count: 1, severity: 'info' },
          { code: 'e', text: 'Cut.', file: 'a.pcap', count: 3, severity: 'error' },
        ],
      }),
      clock,
    );
    expect(list.map(({ title }) => title)).toEqual(['Cut.', 'Reading was stopped', 'Note.']);
    expect(list[0]?.facts).toEqual([
      ['File', 'a.pcap'],
      ['Times', '3'],
    ]);
  });
  it('stand once where remarks say the same', () => {
    const remark = {
      code: 'reader',
      text: 'The reader was started again.',
      file: '',
      count: 1,
      severity: 'error',
    } as const;
    const list = listConditions(fine, session({ remarks: [remark, { ...remark, count: 2 }] }), clock);
    expect(list.map(({ facts }) => facts)).toEqual([[['Times', '3']]]);
  });
  it('take the first sentence of a remark as its title', () => {
    expect(splitRemark('It is cut. 212 bytes were dropped.')).toEqual({
      title: 'It is cut.',
      text: '212 bytes were dropped.',
    });
    expect(splitRemark('No end')).toEqual({ title: 'No end', text: '' });
  });
});
