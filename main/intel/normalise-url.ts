/**
 * The form in which URLs are compared: scheme and host in lower case, no default port, user, fragment or dot at the host's
 * end, `/` where there is no path. A URL without a scheme (`host/path`, as trails write it) is taken as http.
 * @returns null for what is no URL of the web
 */
export function normaliseUrl(text: string): string | null {
  if (text.length > 8192) return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  if (url.protocol !== 'http:' && url.protocol !== 'https:' && url.protocol !== 'ftp:') return null;
  const host = url.host.replace(/\.(?=:|$)/, '');
  return host === '' ? null : `${url.protocol}//${host}${url.pathname}${url.search}`;
}

/** Host of a URL in normal form, without port and brackets, '' where there is none. */
export function hostOfUrl(url: string): string {
  const begin = url.indexOf('//') + 2;
  if (begin < 2) return '';
  const end = url.indexOf('/', begin);
  const host = url.slice(begin, end < 0 ? undefined : end);
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']'));
  const colon = host.indexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
}
