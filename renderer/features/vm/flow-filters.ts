/** Filter that lists the flows with an address at either end. */
export function filterForAddress(address: string): string {
  // A MAC or a name has no place in an address term; the text then has to be looked for.
  return /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(address) ? `ip:${address}` : `name:${quote(address)}`;
}

function quote(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}
