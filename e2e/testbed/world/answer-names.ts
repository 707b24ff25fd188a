/**
 * Answers one DNS query (RFC 1035) about IPv4 addresses from a table, with a minute to live; names that are not in it do
 * not exist. Undefined where the message is no query.
 */
export function answerNames(query: Buffer, table: ReadonlyMap<string, string>): Buffer | undefined {
  if (query.length < 17 || (query[2]! & 0x80) !== 0 || query.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  while (at < query.length && query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
    at += 1 + query[at]!;
  }
  const end = at + 5;
  if (end > query.length) return undefined;
  const address = table.get(labels.join('.').toLowerCase());
  const wantsAddress = query.readUInt16BE(at + 1) === 1;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // Response, authoritative, recursion as asked and available; 3 says that there is no such name.
  header.writeUInt16BE(0x8480 | (query[2]! & 1 ? 0x0100 : 0) | (address === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  const answers = address !== undefined && wantsAddress ? 1 : 0;
  header.writeUInt16BE(answers, 6);
  const parts = [header, query.subarray(12, end)];
  if (answers === 1 && address !== undefined) {
    parts.push(Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]));
  }
  return Buffer.concat(parts);
}
