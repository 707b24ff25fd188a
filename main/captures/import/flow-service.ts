/** Other names by which logs know the services of a flow. */
const ALIASES = new Map([
  ['ssl', 'tls'],
  ['krb', 'kerberos'],
  ['krb5', 'kerberos'],
  ['krb_tcp', 'kerberos'],
  ['dce_rpc', 'dcerpc'],
  ['dce-rpc', 'dcerpc'],
  ['http2', 'http'],
  ['failed', ''],
  ['unknown', ''],
]);
/** Wrappers that say less than what they wrap. */
const WRAPPERS = new Set(['gssapi', 'ntlm', 'spicy', 'unknown']);
/** Told whatever else is in the list: what is confirmed beside them runs inside. */
const CARRIERS = ['smb', 'quic'];

/** The one service of a log's comma-separated list, in the words of the packet reader; '' when there is none. */
export function readFlowService(text: string): string {
  if (text === '' || text.length > 256) return '';
  const names = text
    .toLowerCase()
    .split(',')
    .filter((name) => name !== '' && !name.startsWith('-') && !WRAPPERS.has(name))
    .map((name) => ALIASES.get(name) ?? name);
  const carrier = CARRIERS.find((name) => names.includes(name));
  const chosen = carrier ?? names[0] ?? '';
  return /^[a-z0-9_.-]{1,32}$/.test(chosen) ? chosen : '';
}
