import { canonicalAddress, isNobodysAddress } from './canonical-address.ts';
import { zeekEnds, type ZeekRow, type ZeekRun } from './zeek-row.ts';

/** Columns of notice.log that are Zeek's own words; a label column that somebody added is never among them. */
const COLUMNS = [
  'uid',
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'note',
  'msg',
  'sub',
  'src',
  'dst',
  'p',
  'n',
];

/** notice.log: what Zeek's own scripts concluded, told as a rule's event of the host it speaks of. */
export function readZeekNotice(row: ZeekRow, run: ZeekRun): boolean {
  const time = row.time('ts');
  const note = row.text('note').slice(0, 128);
  if (Number.isNaN(time) || note === '') return false;
  const ends = zeekEnds(row);
  const source = canonicalAddress(row.text('src')) || (ends?.src ?? '');
  run.sink({
    kind: 'event',
    event: {
      time,
      source: 'other',
      host: '',
      addresses: isNobodysAddress(source) ? [] : [source],
      kind: 'rule',
      title: note,
      detail: `${row.text('msg')} ${row.text('sub')}`.trim().slice(0, 1024),
      severity: 'notice',
      process: null,
      connection: ends === null ? null : { transport: row.text('proto').slice(0, 16), ...ends },
      target: '',
      claimedTechniques: [],
      raw: JSON.stringify(
        Object.fromEntries(COLUMNS.map((column) => [column, row.text(column)]).filter(([, text]) => text !== '')),
      ),
    },
  });
  return true;
}
