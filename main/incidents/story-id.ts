/** A short id of a story, made of a text (FNV-1a): the same for the same, another where it is taken. */
export function makeStoryId(text: string, taken: ReadonlySet<string>): string {
  for (let turn = 0; ; turn++) {
    let hash = 0x811c9dc5;
    for (const char of turn === 0 ? text : `${text} ${turn}`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    const id = `inc-${hash.toString(36).padStart(7, '0')}`;
    if (!taken.has(id)) return id;
  }
}
