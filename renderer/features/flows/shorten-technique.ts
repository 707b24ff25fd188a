/** The telling part of a technique's name: of a sub-technique the part after its parent, `Web Protocols`. */
export function shortenTechnique(name: string): string {
  const colon = name.lastIndexOf(': ');
  return colon < 0 ? name : name.slice(colon + 2);
}
