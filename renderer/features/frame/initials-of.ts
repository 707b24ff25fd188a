/** Up to two capital letters that stand for a user name: `maria.rossi` → `MR`, `root` → `RO`. */
export function initialsOf(user: string): string {
  const words = user.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => Array.from(word)[0]) : Array.from(words[0] ?? '?').slice(0, 2);
  return letters.join('').toUpperCase();
}
