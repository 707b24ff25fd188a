/** Things by the name that commands give them. */
const things: Readonly<Record<string, string>> = { subject: 'VM', vm: 'VM', intel: 'feed', record: 'recording' };
/** Commands whose name does not say what they do. */
const known: Readonly<Record<string, string>> = {
  'host.enforce': 'Permit enforcing, or no longer',
  'host.agents': 'Permit hearing agents, or no longer',
  'automation.pause': 'Pause automation, or let it go on',
};
const verbsOfParts = new Map([
  ['add', 'to'],
  ['plan', 'of'],
  ['remove', 'from'],
  ['set', 'of'],
]);

/** An act of the audit in words: commands (`policy.save`) as a sentence would put them, others as they were written. */
export function tellAct(what: string): string {
  const told = known[what] ?? tellCommand(what) ?? what;
  return told.slice(0, 1).toUpperCase() + told.slice(1);
}

function tellCommand(what: string): string | null {
  const [, noun, act] = /^([a-z]+)\.([a-zA-Z-]+)$/u.exec(what) ?? [];
  if (noun === undefined || act === undefined) return null;
  const [verb = '', ...part] = act
    .replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
    .split(/[\s-]+/u)
    .filter((word) => word !== '');
  const thing = things[noun] ?? noun;
  return part.length === 0
    ? `${verb} ${thing}`
    : `${verb} ${part.join(' ')} ${verbsOfParts.get(verb) ?? 'of'} ${thing}`;
}
