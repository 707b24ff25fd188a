/** A step into a document: into the value of a key, or into an item of a list. */
export type PlaceStep = { key: string } | 'item';

/** Where an offset of a policy's text stands, however broken the text is. */
export interface TextPlace {
  path: PlaceStep[];
  /** Whether a key may be written here, or the value of the last step alone. */
  kind: 'key' | 'value';
  /** Where the word before the offset begins. */
  from: number;
  word: string;
  /** Keys that the same map has before it. */
  taken: string[];
  /** Whether it is between braces or brackets. */
  isFlow: boolean;
}

interface Frame {
  /** Column of a block, −1 between brackets. */
  column: number;
  step: PlaceStep | null;
  /** Bracket that it stands in, '' in a block. */
  bracket: '' | '{' | '[';
  taken: string[];
}

const KEY = /^("[^"\n]*"|'[^'\n]*'|[^\s#:{}[\],"'][^#:{}[\],\n]*?)\s*:(?=\s|$)/;

/** Finds where an offset stands by the lines before it: by their indentation, and by brackets that are open. @returns null in a comment */
export function placeOf(text: string, offset: number): TextPlace | null {
  const frames: Frame[] = [{ column: -1, step: null, bracket: '', taken: [] }];
  let start = 0;
  while (start <= offset) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const isLast = offset <= end;
    const line = text.slice(start, isLast ? offset : end);
    const place = readLine(frames, line, start, isLast);
    if (isLast) return place;
    start = end + 1;
  }
  return null;
}

function readLine(frames: Frame[], line: string, start: number, isLast: boolean): TextPlace | null {
  let at = 0;
  let kind: 'key' | 'value' = 'value';
  const isInFlow = (): boolean => frames.at(-1)?.bracket !== '';
  if (!isInFlow()) {
    at = line.search(/\S|$/);
    if (line[at] === '#') return null;
    if (at === line.length && !isLast) return null;
    // Where nothing is written yet the blanks before the cursor say how deep it is.
    close(frames, at, /^-(\s|$)/.test(line.slice(at)));
    while (/^-(\s|$)/.test(line.slice(at))) {
      close(frames, at, true);
      frames.push({ column: at, step: 'item', bracket: '', taken: [] });
      at += 1;
      at += line.slice(at).search(/\S|$/);
    }
    kind = 'key';
    const match = KEY.exec(line.slice(at));
    if (match?.[1] !== undefined) {
      close(frames, at, false);
      const key = unquote(match[1]);
      frames.at(-1)?.taken.push(key);
      frames.push({ column: at, step: { key }, bracket: '', taken: [] });
      at += match[0].length;
      kind = 'value';
    }
  }
  return scanFlow(frames, line, at, start, isLast, kind);
}

/** Leaves blocks that a line at this column is no part of. A list may stand at the column of its key. */
function close(frames: Frame[], column: number, isItem: boolean): void {
  for (;;) {
    const last = frames.at(-1);
    if (last === undefined || last.step === null || frames.length === 1) return;
    const stays = last.step !== 'item' && isItem ? last.column <= column : last.column < column;
    if (stays) return;
    frames.pop();
  }
}

/** Walks over the rest of a line, into brackets and out of them. */
function scanFlow(
  frames: Frame[],
  line: string,
  from: number,
  start: number,
  isLast: boolean,
  kind: 'key' | 'value',
): TextPlace | null {
  let at = from;
  let word = from + line.slice(from).search(/\S|$/);
  const top = (): Frame => frames.at(-1) ?? { column: -1, step: null, bracket: '', taken: [] };
  /** Leaves the key of a flow map whose value ends here. */
  const endValue = (): void => {
    if (top().bracket === '' && top().column === -1 && frames.length > 1) frames.pop();
  };
  while (at < line.length) {
    const char = line[at] ?? '';
    const isFlow = top().bracket !== '' || (top().column === -1 && frames.length > 1);
    if (char === '"' || char === "'") {
      const closing = line.indexOf(char, at + 1);
      if (closing < 0) {
        at = line.length;
        break;
      }
      at = closing + 1;
      continue;
    }
    if (char === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return null;
    if (char === '{' || char === '[') {
      if (line.slice(word, at).trim() === '') {
        if (top().bracket === '[') frames.push({ column: -1, step: 'item', bracket: '', taken: [] });
        frames.push({ column: -1, step: null, bracket: char, taken: [] });
      }
      kind = 'key';
      word = at + 1;
    } else if (isFlow && (char === '}' || char === ']')) {
      while (frames.length > 1 && top().bracket !== (char === '}' ? '{' : '[') && top().column === -1) frames.pop();
      if (top().bracket !== '') frames.pop();
      if (top().step === 'item' && top().column === -1) frames.pop();
      word = at + 1;
      kind = 'value';
    } else if (isFlow && char === ',') {
      endValue();
      word = at + 1;
      kind = 'key';
    } else if (isFlow && char === ':' && top().bracket === '{' && /^(\s|$)/.test(line.slice(at + 1))) {
      const key = unquote(line.slice(word, at).trim());
      top().taken.push(key);
      frames.push({ column: -1, step: { key }, bracket: '', taken: [] });
      word = at + 1;
      kind = 'value';
    }
    at++;
  }
  if (!isLast) return null;
  const written = line.slice(word);
  const begin = word + written.search(/\S|$/);
  const frame = top();
  const path = frames.flatMap(({ step }) => (step === null ? [] : [step]));
  if (frame.bracket === '[') path.push('item');
  const isFlow = frames.some(({ bracket }) => bracket !== '');
  return {
    path,
    kind: frame.bracket === '[' ? 'key' : kind,
    from: start + begin,
    word: line.slice(begin),
    taken: frame.taken,
    isFlow,
  };
}

function unquote(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
