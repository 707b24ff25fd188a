/** Reads a small choice kept in this browser; null where there is none or storage is off. */
export function readStored(key: string): string | null {
  try {
    return globalThis.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a small choice in this browser; does nothing where storage is off. */
export function writeStored(key: string, value: string): void {
  try {
    globalThis.localStorage.setItem(key, value);
  } catch {
    // A console without storage forgets choices at its end, and works.
  }
}
