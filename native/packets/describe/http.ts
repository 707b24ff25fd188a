import type { FrameTree } from './frame-tree.ts';

const METHODS = new Set([
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  'PROPFIND',
  'M-SEARCH',
  'NOTIFY',
]);
const LONGEST_METHOD = 10;
const MOST_LINES = 100;

/** Describes an HTTP/1 request or answer that starts here. @returns false when none does */
export function describeHttp(tree: FrameTree, at: number): boolean {
  const { bytes, end } = tree;
  const head = bytes.toString('latin1', at, Math.min(end, at + LONGEST_METHOD));
  const isAnswer = head.startsWith('HTTP/1.');
  if (!isAnswer && !METHODS.has(head.slice(0, head.indexOf(' ')))) return false;
  const layer = tree.layer('HTTP', '', at, end - at);
  let next = at;
  for (let line = 0; line < MOST_LINES && next < end; line++) {
    const feed = bytes.indexOf(10, next);
    const stop = feed < 0 || feed >= end ? end : feed;
    const textEnd = stop > next && bytes[stop - 1] === 13 ? stop - 1 : stop;
    const text = bytes.toString('latin1', next, Math.min(textEnd, next + 1000));
    const length = Math.min(stop + 1, end) - next;
    if (line === 0) {
      tree.add(isAnswer ? 'Status line' : 'Request line', text, next, length);
      layer.value = text;
      tree.info = text;
    } else if (text === '') {
      next = stop + 1;
      break;
    } else {
      const colon = text.indexOf(':');
      tree.add(colon > 0 ? text.slice(0, colon) : 'Header', text.slice(colon + 1).trim(), next, length);
    }
    next = stop + 1;
  }
  tree.data('Body', next, end);
  return true;
}
