/** A piece of a sentence: words, or a command that was set in back quotes. */
export interface SentencePart {
  text: string;
  command: boolean;
}

/** Splits a sentence at the commands in it: "run `systemctl status libvirtd`" gives words and the command. */
export function readCommand(sentence: string): SentencePart[] {
  return sentence
    .split('`')
    .map((text, index, all) => ({ text, command: index % 2 === 1 && index < all.length - 1 }))
    .filter(({ text }) => text !== '');
}
