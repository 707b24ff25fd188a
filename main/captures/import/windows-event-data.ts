import { recordAt, textAt } from './json-fields.ts';
import { parseJson, type JsonRecord } from './parse-json.ts';

/** Longer data texts are not taken apart. */
const MAX_TEXT = 256 * 1024;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The data of an event that its exporter wrote as text in one field: JSON or the event log's XML, as Azure Monitor
 * does. Undefined when the record has none.
 */
export function readEventDataText(record: JsonRecord): JsonRecord | undefined {
  const whole = recordAt(record, 'EventData');
  if (whole !== undefined) return whole;
  const text = textAt(record, 'EventData');
  if (text === '' || text.length > MAX_TEXT) return undefined;
  return text.trimStart().startsWith('<') ? readDataElements(text) : parseJson(text, false);
}

/** `<Data Name="x">value</Data>` elements; nothing else of the XML is looked at, so it can neither nest nor expand. */
function readDataElements(text: string): JsonRecord {
  const data: JsonRecord = {};
  for (const [, name = '', value = ''] of text.matchAll(/<Data Name="([^"<>]{1,100})">([^<]*)<\/Data>/g)) {
    data[name] = value.replaceAll(/&(amp|lt|gt|quot|apos);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
  }
  return data;
}
