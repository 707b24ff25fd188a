import { splitCsvLine } from './csv-columns.ts';

/** What the columns of nfdump's CSV forms mean to us, by the names its versions gave them. */
const MEANINGS = new Map<string, NfdumpColumn>([
  ['ts', 'start'],
  ['firstseen', 'start'],
  ['first', 'start'],
  ['te', 'end'],
  ['lastseen', 'end'],
  ['last', 'end'],
  ['td', 'duration'],
  ['duration', 'duration'],
  ['sa', 'src'],
  ['srcaddr', 'src'],
  ['src4_addr', 'src'],
  ['da', 'dst'],
  ['dstaddr', 'dst'],
  ['dst4_addr', 'dst'],
  ['sp', 'sport'],
  ['srcport', 'sport'],
  ['dp', 'dport'],
  ['dstport', 'dport'],
  ['pr', 'proto'],
  ['proto', 'proto'],
  ['flg', 'flags'],
  ['flags', 'flags'],
  ['tcpflags', 'flags'],
  ['ipkt', 'packets'],
  ['inpkts', 'packets'],
  ['inpackets', 'packets'],
  ['packets', 'packets'],
  ['pkt', 'packets'],
  ['ibyt', 'bytes'],
  ['inbytes', 'bytes'],
  ['bytes', 'bytes'],
  ['byt', 'bytes'],
  ['opkt', 'packetsIn'],
  ['outpkts', 'packetsIn'],
  ['outpackets', 'packetsIn'],
  ['obyt', 'bytesIn'],
  ['outbytes', 'bytesIn'],
  ['svln', 'vlan'],
  ['srcvlan', 'vlan'],
  ['ismc', 'srcMac'],
  ['insrcmac', 'srcMac'],
  ['odmc', 'dstMac'],
  ['outdstmac', 'dstMac'],
]);

/** A column of nfdump's CSV that is read. */
export type NfdumpColumn =
  | 'start'
  | 'end'
  | 'duration'
  | 'src'
  | 'dst'
  | 'sport'
  | 'dport'
  | 'proto'
  | 'flags'
  | 'packets'
  | 'bytes'
  | 'packetsIn'
  | 'bytesIn'
  | 'vlan'
  | 'srcMac'
  | 'dstMac';

/** Whether a line is the header of nfdump's CSV. */
export function isNfdumpHeader(line: string): boolean {
  return readNfdumpHeader(line) !== null;
}

/** Reads the header line: where each column is; null when it is none. */
export function readNfdumpHeader(line: string): ReadonlyMap<NfdumpColumn, number> | null {
  if (line.length > 4096 || !line.includes(',')) return null;
  const found = new Map<NfdumpColumn, number>();
  splitCsvLine(line, ',').forEach((name, at) => {
    const meaning = MEANINGS.get(name.toLowerCase().replaceAll(' ', ''));
    if (meaning !== undefined && !found.has(meaning)) found.set(meaning, at);
  });
  return found.has('start') && found.has('src') && found.has('dst') && found.has('packets') ? found : null;
}
