/** Hands bytes to the analyst as a file named `name`. */
export function saveDownload(name: string, type: string, content: Uint8Array<ArrayBuffer> | string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address after this turn; a minute is more than it needs to start.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
