/** A run of a hostile text: as it is, or drawn as a symbol for something that would not show or would mislead. */
export interface TextRun {
  text: string;
  kind: 'plain' | 'symbol';
  /** Where it begins in the drawn text, UTF-16 units. */
  at: number;
}

/** What a viewer needs to draw a hostile text without being misled by it. */
export interface HostileReading {
  runs: TextRun[];
  /** Hint where letters of several scripts are mixed in one word, '' otherwise. */
  mixed: string;
}

const scripts = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
] as const;
const letter = /\p{L}/u;
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u;
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2800\u3164\u115f\u1160\uffa0]/u;

/** A character nobody sees, as something one does: control pictures for C0, `<U+202E>` for the rest. */
function symbolOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

function mixedScripts(word: Set<string>): string {
  return word.size > 1 ? `mixes ${[...word].toSorted().join(' and ')} letters` : '';
}

/** Reads a text from a guest or a capture: what to draw as symbols, and whether look-alike letters are mixed in a word. */
export function readHostileText(text: string): HostileReading {
  const runs: TextRun[] = [];
  let mixed = '';
  let drawn = 0;
  let word = new Set<string>();
  const push = (piece: string, kind: TextRun['kind']): void => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += piece;
    else runs.push({ text: piece, kind, at: drawn });
    drawn += piece.length;
  };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) {
      push(character, 'plain');
      const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
      if (isLetter) word.add('Latin');
      else {
        mixed ||= mixedScripts(word);
        word = new Set();
      }
      continue;
    }
    if (invisible.test(character) || oddSpace.test(character)) {
      push(symbolOf(character), 'symbol');
      continue;
    }
    push(character, 'plain');
    if (!letter.test(character)) continue;
    const script = scripts.find(([, pattern]) => pattern.test(character));
    if (script !== undefined) word.add(script[0]);
  }
  mixed ||= mixedScripts(word);
  return { runs, mixed };
}
