/**
 * Sets a JSON text out over lines without reading its values, so that integers keep every digit. Text that is not JSON
 * comes back much as it was; never throws.
 */
export function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  let quoted = false;
  const breakLine = (): void => {
    out += `\n${'  '.repeat(Math.min(depth, 40))}`;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      out += character;
      if (character === '\\') {
        at++;
        out += text.charAt(at);
      } else if (character === '"') quoted = false;
      continue;
    }
    switch (character) {
      case '"':
        quoted = true;
        out += character;
        break;
      case '{':
      case '[': {
        const close = /^\s*[}\]]/u.exec(text.slice(at + 1, at + 40))?.[0];
        if (close !== undefined) {
          out += character + close.trim();
          at += close.length;
          break;
        }
        out += character;
        depth++;
        breakLine();
        break;
      }
      case '}':
      case ']':
        depth = Math.max(0, depth - 1);
        breakLine();
        out += character;
        break;
      case ',':
        out += character;
        breakLine();
        break;
      case ':':
        out += ': ';
        break;
      default:
        if (!/\s/u.test(character)) out += character;
    }
  }
  return out;
}
