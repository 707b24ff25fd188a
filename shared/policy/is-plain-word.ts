/** Whether a name needs no quotes around it in YAML, wherever it stands, between brackets too, and so says nothing but itself. */
export function isPlainWord(name: string): boolean {
  return /^[A-Za-z][\w ./-]*$/.test(name) && name.trim() === name && !/^(true|false|null|yes|no|on|off)$/i.test(name);
}
