import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';
import { fuzzSeeds } from './fuzz-seeds.ts';
import { isImportFormat } from './import-format.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('detectFormat', () => {
  it.each(Object.entries(fuzzSeeds).flatMap(([format, seeds]) => seeds.map((seed) => [format, seed] as const)))(
    'knows %s by its content',
    (format, seed) => {
      for (const content of [seed, `\u{FEFF}${seed}`, `\n\t ${seed}`]) {
        expect(detectFormat(encode(content), 'no-name')).toEqual({ format, sentence: '' });
      }
      expect(isImportFormat(detectFormat(encode(seed), 'x').format)).toBe(true);
    },
  );

  it.each([
    ['pcap', [0xd4, 0xc3, 0xb2, 0xa1]],
    ['pcap', [0xa1, 0xb2, 0x3c, 0x4d]],
    ['pcapng', [0x0a, 0x0d, 0x0d, 0x0a]],
    ['gzip', [0x1f, 0x8b, 8]],
    ['zip', [0x50, 0x4b, 3, 4]],
  ])('knows %s by its first bytes', (format, bytes) => {
    expect(detectFormat(Uint8Array.from([...bytes, ...Array.from({ length: 40 }, () => 0)]), 'x').format).toBe(format);
    expect(isImportFormat(detectFormat(Uint8Array.from(bytes), 'x').format)).toBe(false);
  });

  it('knows a session file by its name where its start is damaged', () => {
    expect(detectFormat(Uint8Array.from([0x50, 0x4b, 3, 4, 1, 2, 3]), 'Night.MIEN').format).toBe('mien');
  });

  it.each([
    [[], /^“x” is empty\.$/],
    [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], /is a PNG image, not a capture/],
    [[0xff, 0xd8, 0xff, 0xe0], /is a JPEG image/],
    [[...encode('%PDF-1.7')], /is a PDF document/],
    [[...encode('MZ\u0090')], /is a Windows program/],
    [[...encode('  <!DOCTYPE html><html>')], /is a web page/],
    [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], /xz archive.*unxz/],
    [[0x0c, 0xa5, 1, 0], /nfdump's binary form.*nfdump -r FILE -o csv/],
    [[...encode('ElfFile\0')], /Windows event log.*evtx_dump/],
    [Array.from({ length: 300 }, () => 0), /only zero bytes/],
    [[...encode('Dear diary')], /is not a capture, log or event stream that Mien knows/],
    [[...encode('{"hello":"world"}')], /is not a capture, log or event stream/],
  ])('says in a sentence what %j is', (bytes, sentence) => {
    const detected = detectFormat(Uint8Array.from(bytes), 'x');
    expect(detected.sentence).toMatch(sentence);
    expect(['unknown', 'empty']).toContain(detected.format);
  });

  it('knows a JSON record longer than what was looked at', () => {
    const long = `{"process_exec":{"process":{"binary":"/x","arguments":"${'y'.repeat(100_000)}"}}}`;
    expect(detectFormat(encode(long).subarray(0, 65_536), 'x').format).toBe('tetragon');
  });

  it('finds the first audit line behind comments', () => {
    expect(detectFormat(encode(`# a\n# b\n${fuzzSeeds.auditd[0]}`), 'x').format).toBe('auditd');
  });

  it('always says a sentence, or nothing is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const detected = detectFormat(bytes, 'x');
        expect(detected.sentence !== '').toBe(detected.format === 'unknown' || detected.format === 'empty');
      }),
    );
  });
});
