/** Values a filter may narrow flows by; absent ones are left out. */
interface Narrowing {
  src?: string;
  dst?: string;
  port?: number;
  service?: string;
  proto?: string;
  state?: string;
}

/** Text in the console's filter language that lists the flows between the given ends. */
export function flowFilter(narrowing: Narrowing): string {
  const terms: string[] = [];
  if (narrowing.src !== undefined && narrowing.src !== '') terms.push(`src:${narrowing.src}`);
  if (narrowing.dst !== undefined && narrowing.dst !== '') terms.push(`dst:${narrowing.dst}`);
  if (narrowing.port !== undefined && narrowing.port > 0) terms.push(`port:${narrowing.port}`);
  if (narrowing.service !== undefined && /^[\w.-]+$/.test(narrowing.service))
    terms.push(`service:${narrowing.service}`);
  if (narrowing.proto !== undefined) terms.push(`proto:${narrowing.proto}`);
  if (narrowing.state !== undefined && narrowing.state !== '') terms.push(`state:${narrowing.state}`);
  return terms.join(' ');
}
