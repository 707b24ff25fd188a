import { describe, expect, it } from 'vitest';
import type { Note, Session } from '../../../shared/contract/session.ts';
import { tellTarget, tellTime, writeNotes } from './note-words.ts';

const note: Note = {
  id: 1,
  text: 'First call out.\n# not a heading',
  author: 'mr',
  writtenAt: Date.UTC(2026, 10, 19, 14, 0, 0),
  time: Date.UTC(2026, 10, 19, 13, 39, 7) * 1000,
  window: null,
  filter: 'dst:203.0.113.77',
  flow: 7,
  packet: null,
  subject: null,
};
const session = { name: 'case.pcapng', files: [{ path: '/tmp/case.pcapng', sha256: 'abcd' }] } as Session;

describe('notes', () => {
  it('name what they point to, the narrowest first', () => {
    expect(tellTarget(note)).toBe('flow');
    expect(tellTarget({ ...note, packet: 2 })).toBe('packet 3');
    expect(tellTarget({ ...note, flow: null })).toBe('filter');
    expect(tellTarget({ ...note, flow: null, filter: '' })).toBe('');
  });
  it('show evidence time, else when they were written', () => {
    expect(tellTime(note)).toBe('13:39:07');
    expect(tellTime({ ...note, time: null })).toBe('14:00:00');
  });
  it('are written as quotes, so that their text cannot become structure', () => {
    const text = writeNotes(session, [note]);
    expect(text).toContain('> # not a heading');
    expect(text).toContain('filter `dst:203.0.113.77`');
    expect(text).toContain('sha256 abcd');
  });
});
