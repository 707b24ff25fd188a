import { expect, it } from 'vitest';
import type { Session } from '../../shared/contract/session.ts';
import { chooseSession } from './use-session.ts';

const session = (id: string, openedAt: number): Session => ({ id, openedAt }) as Session;
const open = [session('one', 1), session('three', 3), session('two', 2)];

it.each([
  ['the one the URL asks for', 'one', 'two', 'one'],
  ['the current one where the URL asks for none', undefined, 'two', 'two'],
  ['the current one where the asked one is closed', 'gone', 'two', 'two'],
  ['the last opened one otherwise', undefined, null, 'three'],
])('shows %s', (_name, asked, current, shown) => expect(chooseSession(open, asked, current)?.id).toBe(shown));

it('shows none where none is open', () => expect(chooseSession([], 'one', 'one')).toBeNull());
