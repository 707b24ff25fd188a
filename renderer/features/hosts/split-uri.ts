/**
 * Splits a libvirt URI for a cut: scheme and user, the host's first part, which may shrink, and from its last label on
 * what always shows. Long URIs lose the middle of their host, never its last label.
 */
export function splitUri(uri: string): [head: string, tail: string] {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^]*)$/iu.exec(uri);
  if (match === null) return [uri, ''];
  const [, scheme = '', authority = '', rest = ''] = match;
  const dot = authority.lastIndexOf('.');
  if (dot <= 0) return [scheme + authority, rest];
  return [scheme + authority.slice(0, dot), authority.slice(dot) + rest];
}
