const plainWord = /^[\w@%+=:,./][\w@%+=:,./-]*$/u;
/** What cannot be read, or would end the command in the sentence it stands in. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}`]/u;

/**
 * The command that puts the agent into a VM. A name is quoted for a shell where it needs that; one with control
 * or invisible characters, or none at all, is replaced by the VM's id, for what is copied must be what is read.
 */
export function makeInstallCommand(name: string, id: string): string {
  const target = name === '' || unprintable.test(name) ? id : name;
  return `mien agent install ${plainWord.test(target) ? target : `'${target.replaceAll("'", String.raw`'\''`)}'`}`;
}
