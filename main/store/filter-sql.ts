import type { Filter, NumberField, TextField } from '../../shared/filter/filter.ts';
import { type AddressValue, toAddressRange } from './address-value.ts';

/** A condition with its bound values; never holds text of the user in the SQL itself. */
export interface Condition {
  sql: string;
  values: (AddressValue | number | bigint)[];
}

const numberColumns: Readonly<Record<NumberField, string>> = {
  port: 'port',
  sport: 'sport',
  dport: 'dport',
  vlan: 'ifnull(vlan, 0)',
  bytes: '(bytes_out + bytes_in)',
  bytesOut: 'bytes_out',
  bytesIn: 'bytes_in',
  packets: '(packets_out + packets_in)',
  duration: '(finish - start)',
  flow: 'flow.id',
};

/** Makes LIKE take the text literally. */
function likeText(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

function wordIs(column: string, value: string): Condition {
  return { sql: `${column} IN (SELECT id FROM word WHERE text = ? COLLATE NOCASE)`, values: [value] };
}

function join(parts: Condition[], word: 'AND' | 'OR'): Condition {
  return { sql: `(${parts.map((part) => part.sql).join(` ${word} `)})`, values: parts.flatMap((part) => part.values) };
}

function textCondition(field: TextField, value: string): Condition {
  const like = likeText(value);
  const nameHolds: Condition = { sql: String.raw`name LIKE ? ESCAPE '\'`, values: [like] };
  switch (field) {
    case 'service':
    case 'state':
      return wordIs(field, value);
    case 'proto':
      return wordIs('transport', value);
    case 'tunnel':
      return { sql: String.raw`tunnel IN (SELECT id FROM word WHERE text LIKE ? ESCAPE '\')`, values: [like] };
    case 'name':
      return nameHolds;
    case 'text':
      return join([nameHolds, wordIs('service', value), wordIs('transport', value)], 'OR');
  }
}

/** Turns a filter into a condition over the `flow` table. */
export function toCondition(filter: Filter): Condition {
  switch (filter.kind) {
    case 'all':
      return { sql: '1', values: [] };
    case 'and':
      return join(filter.parts.map(toCondition), 'AND');
    case 'or':
      return join(filter.parts.map(toCondition), 'OR');
    case 'not': {
      const part = toCondition(filter.part);
      return { sql: `NOT ${part.sql}`, values: part.values };
    }
    case 'address': {
      const range = toAddressRange(filter.value);
      if (!range) return { sql: '0', values: [] };
      const values = [range.first, range.last];
      if (filter.field !== 'ip') return { sql: `(${filter.field} BETWEEN ? AND ?)`, values };
      return { sql: '(src BETWEEN ? AND ? OR dst BETWEEN ? AND ?)', values: [...values, ...values] };
    }
    case 'text':
      return textCondition(filter.field, filter.value);
    case 'number': {
      if (filter.field === 'port') {
        return {
          sql: `(sport ${filter.comparison} ? OR dport ${filter.comparison} ?)`,
          values: [filter.value, filter.value],
        };
      }
      return { sql: `${numberColumns[filter.field]} ${filter.comparison} ?`, values: [filter.value] };
    }
    case 'range': {
      const values = [filter.from, filter.to];
      if (filter.field === 'port') {
        return { sql: '(sport BETWEEN ? AND ? OR dport BETWEEN ? AND ?)', values: [...values, ...values] };
      }
      return { sql: `${numberColumns[filter.field]} BETWEEN ? AND ?`, values };
    }
  }
}
