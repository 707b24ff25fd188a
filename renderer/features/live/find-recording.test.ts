import { expect, it } from 'vitest';
import type { Session } from '../../../shared/contract/session.ts';
import { findRecording } from './find-recording.ts';

const file = (path: string): Session['files'][number] => ({
  path,
  name: path,
  format: '',
  bytes: 0,
  bytesRead: 0,
  sha256: null,
});

it.each([
  ['its own file', { files: [file('/a.pcap'), file('/b.mien')], savedAs: null }, '/b.mien'],
  ['what it was saved as', { files: [file('/a.pcap')], savedAs: '/a.mien' }, '/a.mien'],
  ['nothing', { files: [file('/a.pcap')], savedAs: null }, null],
])('a session replays %s', (_name, part, path) => expect(findRecording({ state: 'ready', ...part })).toBe(path));

it('replays nothing that could not be read', () =>
  expect(findRecording({ state: 'failed', files: [file('/b.mien')], savedAs: null })).toBeNull());
