import { expect, test } from 'vitest';
import { readEventDataText } from './windows-event-data.ts';
import { readWindowsFields } from './windows-fields.ts';

test('data written as JSON text is read like any other', () => {
  const fields = readWindowsFields({
    EventID: 1,
    Provider: 'Microsoft-Windows-Sysmon',
    Computer: 'HOST-1',
    TimeGenerated: '2024-05-13T08:54:06.347Z',
    EventData: '{"Image":"C:\\\\a.exe","UtcTime":"2024-05-13 08:54:05.123"}',
  });
  expect(fields).toMatchObject({ id: 1, provider: 'Microsoft-Windows-Sysmon', computer: 'HOST-1' });
  expect(fields?.text('Image')).toBe(String.raw`C:\a.exe`);
  expect(fields?.time).toBe(Date.UTC(2024, 4, 13, 8, 54, 5, 123) * 1000);
});

test('data written as the event log’s XML is read by name, entities resolved, nothing else expanded', () => {
  const text =
    '<EventData xmlns="x">\r\n <Data Name="CommandLine">a &amp;&amp; b &lt;c&gt; &unknown;</Data>\r\n <Data Name="Empty"></Data></EventData>';
  expect(readEventDataText({ EventData: text })).toEqual({ CommandLine: 'a && b <c> &unknown;', Empty: '' });
});

test.each([
  [{}],
  [{ EventData: '' }],
  [{ EventData: '{broken' }],
  [{ EventData: 7 }],
  [{ EventData: 'x'.repeat(300_000) }],
])('%# holds no data', (record) => {
  expect(readEventDataText(record)).toBeUndefined();
});
